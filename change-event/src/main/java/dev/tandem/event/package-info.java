/**
 * The vocabulary that Tandem's modules share: the envelope of a change, its operation and origin, the version that orders
 * changes, and the names of the headers between the transform and a sink. Depends only on the Connect API.
 */
package dev.tandem.event;
