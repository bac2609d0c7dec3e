/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import dev.tandem.salesforce.client.bulk.ResultPosition;
import dev.tandem.salesforce.client.stream.ReplayId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The form in which Connect stores partitions and offsets (version 1). Keys may be added; none changes its meaning while
 * {@code v} is 1. All times are ms since the epoch.
 */
public final class OffsetFormat {
    private static final String OBJECT = "object";
    private static final String CHANNEL = "channel";

    /** Clocks differ, and versions may run ahead of them. */
    private static final Duration MAX_AHEAD = Duration.ofDays(1);

    private static final String FORMAT = "v";
    private static final long FORMAT_1 = 1;
    private static final String PHASE = "phase";
    private static final String VERSION = "version";
    private static final String COLUMNS = "columns";
    private static final String COLUMN_CODES = "column_codes";
    /** Stored only if rows may have values in columns that their object has lost. */
    private static final String LOST_COLUMNS = "lost_columns";

    private static final String SIGNALS = "signals";
    private static final String ORG = "org";
    private static final String FROM = "from_channel";
    private static final String UNVERIFIED = "unverified_version";
    /** Stored only if it is true. */
    private static final String SEES_ALL = "sees_all";

    private static final String TOPIC = "topic";
    private static final String FILTER = "row_filter";
    private static final String KEY_PREFIX = "key_prefix";
    private static final String REPLAY_ID = "replay_id";
    /** The commit time of the event with the replay id. Without a replay id, the time from which events are due. */
    private static final String POSITION_TIME = "position_ts";

    private static final String JOB = "job_id";
    private static final String LOCATOR = "locator";
    private static final String ROWS = "rows";
    private static final String ROWS_BEFORE = "rows_before";
    private static final String BEGAN = "began_ts";
    private static final String MODIFIED_SINCE = "modified_since_ts";
    /** Stored only with a read of all records. Otherwise it is the time since which they were modified. */
    private static final String GONE_SINCE = "gone_since_ts";

    private static final Set<String> KEYS = Set.of(
            FORMAT,
            PHASE,
            VERSION,
            COLUMNS,
            COLUMN_CODES,
            LOST_COLUMNS,
            SIGNALS,
            ORG,
            FROM,
            UNVERIFIED,
            SEES_ALL,
            TOPIC,
            FILTER,
            KEY_PREFIX,
            REPLAY_ID,
            POSITION_TIME,
            JOB,
            LOCATOR,
            ROWS,
            ROWS_BEFORE,
            BEGAN,
            MODIFIED_SINCE,
            GONE_SINCE);

    private enum Phase {
        SNAPSHOT("snapshot"),
        STREAM("stream");

        private final String stored;

        Phase(String stored) {
            this.stored = stored;
        }
    }

    private OffsetFormat() {}

    /** Returns the source partition of an object, or of the channel with this address. */
    public static Map<String, String> partition(String source) {
        return Map.of(isChannel(source) ? CHANNEL : OBJECT, source);
    }

    private static boolean isChannel(String source) {
        return source.startsWith("/");
    }

    /**
     * Returns the object of a source partition, or the address of its channel.
     *
     * @throws ConnectException if it is not of this connector
     */
    public static String source(Map<String, ?> partition) {
        Set<?> keys = partition == null ? Set.of() : partition.keySet();
        String key = keys.equals(Set.of(CHANNEL)) ? CHANNEL : OBJECT;
        String source = keys.equals(Set.of(key)) ? new Reading(partition).text(key) : "";
        if (source.isEmpty() || !partition(source).containsKey(key)) {
            throw new ConnectException("Source partition is not of this connector. Use the one key '" + OBJECT
                    + "', such as {\"object\": \"Account\"}, or '" + CHANNEL
                    + "', such as {\"channel\": \"/event/Low_Ink__e\"}.");
        }
        return source;
    }

    /**
     * Checks an offset that is about to be stored, or to be removed if it is null.
     *
     * @param copied the objects and channels of the configuration
     * @throws ConnectException naming the key that is missing or wrong
     */
    public static void check(Map<String, ?> partition, Map<String, ?> offset, Set<String> copied) {
        String source = source(partition);
        if (offset == null) {
            return;
        }
        if (!copied.contains(source)) {
            throw new ConnectException("The connector does not copy " + source + ", so it has no offset. Add it to the"
                    + " configuration first. Names are case-sensitive.");
        }
        Set<String> unknown = new TreeSet<>(offset.keySet());
        unknown.removeAll(KEYS);
        if (!unknown.isEmpty()) {
            throw new ConnectException("Offset of " + source + " has unknown keys: " + unknown + ". The keys are "
                    + new TreeSet<>(KEYS) + ".");
        }
        StoredOffset stored = read(offset);
        SourceOffset position = stored.offset();
        requireEvent(source, position.position());
        if (position instanceof SnapshotOffset && isChannel(source)) {
            throw new ConnectException(
                    "Offset of " + source + " has phase snapshot, and a channel has none. Use phase" + " stream.");
        }
        Instant latest = Instant.now().plus(MAX_AHEAD);
        requireTime(source, POSITION_TIME, position.position().time(), latest, "ms");
        requireTime(source, VERSION, ofMicros(position.version()), latest, "µs");
        stored.unverified().ifPresent(version -> requireTime(source, UNVERIFIED, ofMicros(version), latest, "µs"));
        if (position instanceof SnapshotOffset reading) {
            requireTime(source, BEGAN, reading.began(), latest, "ms");
            String since = reading.scope().isAll() ? GONE_SINCE : MODIFIED_SINCE;
            reading.scope().goneSince().ifPresent(time -> requireTime(source, since, time, latest, "ms"));
        }
    }

    private static Instant ofMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Rejects what Salesforce takes for "only new events" and "all events" at each restart, and not for a position. */
    private static void requireEvent(String source, Position position) {
        if (position instanceof Position.After after && after.replayId().value().startsWith("-")) {
            throw new ConnectException("Offset of " + source + " has the '" + REPLAY_ID + "' " + after.replayId()
                    + ", which is not that of an event. Leave it out, and give the time in '" + POSITION_TIME
                    + "' from which events are due.");
        }
    }

    /** Rejects a time that can only be of another unit: nothing would be older, so every event would be left out. */
    private static void requireTime(String source, String key, Instant time, Instant latest, String unit) {
        if (time.isAfter(latest)) {
            throw new ConnectException("Offset of " + source + " has a '" + key + "' in the future, " + time
                    + ". Give it in " + unit + " since 1970.");
        }
        if (time.isBefore(Instant.EPOCH)) {
            throw new ConnectException(
                    "Offset of " + source + " has a negative '" + key + "'. Give it in " + unit + " since 1970.");
        }
    }

    public static Map<String, Object> write(StoredOffset whole) {
        SourceOffset offset = whole.offset();
        Map<String, Object> stored = new LinkedHashMap<>();
        stored.put(FORMAT, FORMAT_1);
        if (offset instanceof SnapshotOffset snapshot) {
            stored.put(PHASE, Phase.SNAPSHOT.stored);
            snapshot.job().ifPresent(job -> stored.put(JOB, job));
            snapshot.rows().locator().ifPresent(locator -> stored.put(LOCATOR, locator));
            stored.put(ROWS, snapshot.rows().row());
            if (snapshot.rows().locator().isPresent()) {
                snapshot.rows().rowsBefore().ifPresent(before -> stored.put(ROWS_BEFORE, before));
            }
            stored.put(BEGAN, snapshot.began().toEpochMilli());
            snapshot.scope().modifiedSince().ifPresent(since -> stored.put(MODIFIED_SINCE, since.toEpochMilli()));
            if (snapshot.scope().isAll()) {
                snapshot.scope().goneSince().ifPresent(since -> stored.put(GONE_SINCE, since.toEpochMilli()));
            }
        } else {
            stored.put(PHASE, Phase.STREAM.stored);
        }
        if (offset.position() instanceof Position.After after) {
            stored.put(REPLAY_ID, after.replayId().value());
        }
        stored.put(POSITION_TIME, offset.position().time().toEpochMilli());
        stored.put(VERSION, offset.version());
        whole.columns().ifPresent(columns -> write(columns, stored));
        if (!whole.signals().equals(SignalPosition.NONE)) {
            stored.put(SIGNALS, whole.signals().text());
        }
        whole.unverified().ifPresent(version -> stored.put(UNVERIFIED, version));
        if (whole.seesAll()) {
            stored.put(SEES_ALL, true);
        }
        whole.route().ifPresent(route -> {
            stored.put(ORG, route.org());
            stored.put(FROM, route.channel());
            stored.put(TOPIC, route.topic());
            route.filter().ifPresent(filter -> stored.put(FILTER, filter));
            route.keyPrefix().ifPresent(prefix -> stored.put(KEY_PREFIX, prefix));
        });
        return stored;
    }

    private static void write(EmittedColumns columns, Map<String, Object> stored) {
        stored.put(COLUMNS, columns.present().fingerprint());
        if (!columns.present().codes().isEmpty()) {
            stored.put(COLUMN_CODES, columns.present().codes());
        }
        if (!columns.lost().isEmpty()) {
            stored.put(LOST_COLUMNS, String.join(",", new TreeSet<>(columns.lost())));
        }
    }

    /**
     * Returns what {@link #write} returns, but creates it when it is looked at. Each record has an offset, and a worker stores few of
     * them.
     */
    public static Map<String, Object> writeLater(StoredOffset whole) {
        return new AbstractMap<>() {
            @Override
            public Set<Entry<String, Object>> entrySet() {
                return write(whole).entrySet();
            }
        };
    }

    /**
     * Reads the form that {@link #write} writes.
     *
     * @throws ConnectException naming the key that is missing or wrong
     */
    public static StoredOffset read(Map<String, ?> stored) {
        Reading reading = new Reading(stored);
        return new StoredOffset(
                offset(reading),
                reading.optionalText(COLUMNS)
                        .map(fingerprint -> new EmittedColumns(columns(fingerprint, reading), lostColumns(reading))),
                reading.optionalText(SIGNALS).map(SignalPosition::parse).orElse(SignalPosition.NONE),
                reading.optionalText(ORG)
                        .map(org -> new Route(
                                org,
                                reading.text(FROM),
                                reading.text(TOPIC),
                                reading.optionalText(FILTER),
                                reading.optionalText(KEY_PREFIX))),
                reading.optionalNumber(UNVERIFIED),
                reading.flag(SEES_ALL));
    }

    private static ColumnSet columns(String fingerprint, Reading reading) {
        try {
            return new ColumnSet(fingerprint, reading.optionalText(COLUMN_CODES).orElse(""));
        } catch (IllegalArgumentException cut) {
            throw new ConnectException(
                    "Offset key '" + COLUMN_CODES
                            + "' is not what the connector has stored. Leave it out, and all records are read"
                            + " again if the fields have changed.",
                    cut);
        }
    }

    private static Set<String> lostColumns(Reading reading) {
        return reading.optionalText(LOST_COLUMNS)
                .map(names -> Set.copyOf(new TreeSet<>(List.of(names.split(",")))))
                .orElse(Set.of());
    }

    private static SourceOffset offset(Reading reading) {
        long format = reading.number(FORMAT);
        if (format != FORMAT_1) {
            throw new ConnectException(
                    "Offset key '" + FORMAT + "' is " + format + "; this release reads " + FORMAT_1
                            + ". A newer release may have written it. Use that release, or delete the offset to begin with a snapshot.");
        }
        Instant time = reading.time(POSITION_TIME);
        Position position = reading.optionalText(REPLAY_ID)
                .map(id -> (Position) new Position.After(new ReplayId(id), time))
                .orElseGet(() -> new Position.Since(time));
        String phase = reading.text(PHASE);
        if (phase.equals(Phase.STREAM.stored)) {
            return new StreamOffset(position, reading.number(VERSION));
        }
        if (!phase.equals(Phase.SNAPSHOT.stored)) {
            throw new ConnectException("Offset key '" + PHASE + "' is neither snapshot nor stream.");
        }
        return new SnapshotOffset(
                position,
                scope(reading),
                reading.optionalText(JOB),
                rows(reading),
                reading.time(BEGAN),
                reading.number(VERSION));
    }

    private static ReadScope scope(Reading reading) {
        return reading.optionalTime(MODIFIED_SINCE)
                .map(ReadScope::modifiedSince)
                .orElseGet(() -> new ReadScope(Optional.empty(), reading.optionalTime(GONE_SINCE)));
    }

    private static ResultPosition rows(Reading reading) {
        Optional<String> locator = reading.optionalText(LOCATOR);
        long row = reading.number(ROWS);
        return reading.optionalNumber(ROWS_BEFORE)
                .map(before -> new ResultPosition(locator, row, Optional.of(before)))
                .orElseGet(() -> new ResultPosition(locator, row));
    }

    /** Numbers may come back from JSON as any kind of them. */
    private record Reading(Map<String, ?> stored) {
        long number(String key) {
            if (stored.get(key) instanceof Number number) {
                try {
                    return new BigDecimal(number.toString()).longValueExact();
                } catch (ArithmeticException | NumberFormatException fractionOrTooLarge) {
                    throw new ConnectException(
                            "Offset key '" + key + "' must be a whole number of 64 bits.", fractionOrTooLarge);
                }
            }
            throw new ConnectException("Offset key '" + key + "' must be a whole number.");
        }

        String text(String key) {
            return optionalText(key)
                    .orElseThrow(() -> new ConnectException("Offset key '" + key + "' must be a text."));
        }

        Optional<String> optionalText(String key) {
            Object value = stored.get(key);
            if (value == null || (value instanceof String text && !text.isEmpty())) {
                return Optional.ofNullable((String) value);
            }
            throw new ConnectException("Offset key '" + key + "' must be a text.");
        }

        Instant time(String key) {
            return Instant.ofEpochMilli(number(key));
        }

        boolean flag(String key) {
            Object value = stored.get(key);
            if (value == null || value instanceof Boolean) {
                return Boolean.TRUE.equals(value);
            }
            throw new ConnectException("Offset key '" + key + "' must be true or false.");
        }

        Optional<Long> optionalNumber(String key) {
            return stored.get(key) == null ? Optional.empty() : Optional.of(number(key));
        }

        Optional<Instant> optionalTime(String key) {
            return optionalNumber(key).map(Instant::ofEpochMilli);
        }
    }
}
