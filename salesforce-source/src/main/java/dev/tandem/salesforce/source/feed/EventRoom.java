/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.feed;

/**
 * The room for events that wait, shared by the objects of a task. Half of it is divided equally, so that each object is sure of
 * its part; the other half goes to whichever object needs it. Thread-safe.
 */
public final class EventRoom {
    private final FeedBounds reserved;
    private final FeedBounds common;
    private int borrowedEvents;
    private long borrowedBytes;

    public EventRoom(FeedBounds bounds, int objects) {
        FeedBounds half = bounds.dividedBy(2);
        this.reserved = half.dividedBy(objects);
        this.common = half;
    }

    /** The part of the room that one object uses. */
    final class Share {
        private int events;
        private long bytes;

        /** Takes room for one more event, and returns whether there was some. A share that is empty always gets it. */
        boolean tryTake(long size) {
            synchronized (EventRoom.this) {
                int moreEvents = over(events + 1, reserved.events()) - over(events, reserved.events());
                long moreBytes = over(bytes + size, reserved.bytes()) - over(bytes, reserved.bytes());
                boolean fits =
                        borrowedEvents + moreEvents <= common.events() && borrowedBytes + moreBytes <= common.bytes();
                if (events > 0 && !fits) {
                    return false;
                }
                take(size);
                return true;
            }
        }

        /** Takes room for an event that must not be left out, even if there is none. */
        void take(long size) {
            synchronized (EventRoom.this) {
                borrowedEvents += over(events + 1, reserved.events()) - over(events, reserved.events());
                borrowedBytes += over(bytes + size, reserved.bytes()) - over(bytes, reserved.bytes());
                events++;
                bytes += size;
            }
        }

        /** Gives back the room of events. */
        void release(int count, long size) {
            synchronized (EventRoom.this) {
                borrowedEvents -= over(events, reserved.events()) - over(events - count, reserved.events());
                borrowedBytes -= over(bytes, reserved.bytes()) - over(bytes - size, reserved.bytes());
                events -= count;
                bytes -= size;
            }
        }

        int events() {
            synchronized (EventRoom.this) {
                return events;
            }
        }

        long bytes() {
            synchronized (EventRoom.this) {
                return bytes;
            }
        }
    }

    public Share share() {
        return new Share();
    }

    private static int over(int used, int limit) {
        return Math.max(0, used - limit);
    }

    private static long over(long used, long limit) {
        return Math.max(0, used - limit);
    }
}
