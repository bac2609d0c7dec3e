/** The state of a two-way row: its values, its wishes, and the request under way. */
package dev.tandem.twoway.row;
