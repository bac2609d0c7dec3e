/**
 * Follows single changes on their way from the org's commit to the row in Postgres. Nothing here touches the pipeline: the
 * org says when it committed, a consumer of its own reads the topics, and Postgres's WAL says when rows were committed.
 */
package dev.tandem.standalone.lag;
