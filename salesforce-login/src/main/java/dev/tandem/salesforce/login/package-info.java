/*
 * Copyright 2026 the Tandem authors
 *
 * SPDX-License-Identifier: Apache-2.0
 */
/** The options by which a connector reaches a Salesforce org and logs in, and their checks. */
package dev.tandem.salesforce.login;
