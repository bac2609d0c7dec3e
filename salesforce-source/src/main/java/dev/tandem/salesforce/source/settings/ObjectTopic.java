/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
package dev.tandem.salesforce.source.settings;

/**
 * An object, or another channel, and the topic into which it is copied.
 *
 * @param prefix the first part of the topic's name, which also names the source in each record
 * @param object the API name, or the channel's address
 * @param topic the whole name
 */
public record ObjectTopic(String prefix, String object, String topic) {}
