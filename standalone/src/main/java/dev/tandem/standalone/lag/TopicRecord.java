/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.standalone.lag;

/**
 * A change event as the source wrote it to its topic.
 *
 * @param version what orders it among the changes of its object
 * @param writtenAt µs since the epoch
 */
record TopicRecord(String object, String id, long replayId, long version, long writtenAt) {}
