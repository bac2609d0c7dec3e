/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import dev.tandem.twoway.change.FieldOwner;
import java.util.List;

/**
 * A column that holds a field of Salesforce's.
 *
 * @param access whether Salesforce lets the field be written
 * @param owner the side that decides its value, as configured
 * @param checks conditions that local writes must meet, because Salesforce would reject them otherwise
 */
public record FieldColumn(Access access, FieldOwner owner, List<WriteCheck> checks) {
    public FieldColumn {
        checks = List.copyOf(checks);
    }

    public static FieldColumn writable(WriteCheck... checks) {
        return writable(List.of(checks));
    }

    public static FieldColumn writable(List<WriteCheck> checks) {
        return new FieldColumn(Access.WRITABLE, FieldOwner.LAST_WRITER, checks);
    }

    public static FieldColumn readOnly() {
        return new FieldColumn(Access.READ_ONLY, FieldOwner.LAST_WRITER, List.of());
    }

    public FieldColumn withAccess(Access newAccess) {
        return new FieldColumn(newAccess, owner, checks);
    }

    public FieldColumn withOwner(FieldOwner newOwner) {
        return new FieldColumn(access, newOwner, checks);
    }

    /** The direction in which a field may travel. */
    public enum Access {
        WRITABLE,
        /** Written when the record is created, and never again, as the parents of some children. */
        CREATE_ONLY,
        /** Not written before the record exists. */
        UPDATE_ONLY,
        READ_ONLY
    }

    /** A condition that Salesforce puts on the values of a field. */
    public sealed interface WriteCheck {
        record MaxLength(int characters) implements WriteCheck {}

        /** Membership of a restricted picklist. */
        record OneOf(List<String> values) implements WriteCheck {
            public OneOf {
                values = List.copyOf(values);
            }
        }

        record Required() implements WriteCheck {}

        /** A value that cannot be taken away, although an insert may leave it to Salesforce's default. */
        record RequiredOnUpdate() implements WriteCheck {}
    }
}
