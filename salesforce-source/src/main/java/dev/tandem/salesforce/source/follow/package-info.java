/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The changes of an object whose records are all read: from its events or from polls, with checks for changes that were missed. */
package dev.tandem.salesforce.source.follow;
