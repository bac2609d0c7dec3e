/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * The Salesforce source connector. From top to bottom: {@code SalesforceSourceTask} is what Connect sees; {@code
 * StartedSourceTask} polls a queue; {@code pipeline.ObjectPipeline}, one per object, fills it: {@code Handover} fixes the
 * position, {@code SnapshotReader} emits rows, {@code StreamFollower} emits events; {@code ObjectEmitter} gives each record its
 * version and offset; {@code mapping} makes the values.
 */
package dev.tandem.salesforce.source;
