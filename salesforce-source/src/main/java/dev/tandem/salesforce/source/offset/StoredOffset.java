/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.offset;

import java.util.Optional;

/**
 * What Connect keeps of an object.
 *
 * @param columns stands for the columns that the emitted rows have: after a restart with others, the rows are incomplete.
 *     Empty before anything is emitted
 */
public record StoredOffset(SourceOffset offset, Optional<String> columns) {}
