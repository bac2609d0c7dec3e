/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.twoway.schema;

import java.util.List;

/**
 * A column that holds a field of Salesforce's.
 *
 * @param checks conditions that local writes must meet, because Salesforce would reject them otherwise
 */
public record FieldColumn(Access access, List<WriteCheck> checks) {
    public FieldColumn {
        checks = List.copyOf(checks);
    }

    public static FieldColumn writable(WriteCheck... checks) {
        return new FieldColumn(Access.WRITABLE, List.of(checks));
    }

    public static FieldColumn readOnly() {
        return new FieldColumn(Access.READ_ONLY, List.of());
    }

    /** The direction in which a field may travel. */
    public enum Access {
        WRITABLE,
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
    }
}
