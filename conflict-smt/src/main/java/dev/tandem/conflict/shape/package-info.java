/** The forms in which changes arrive (Debezium, Tandem, flat rows), each read into one {@code Change} with its version. */
package dev.tandem.conflict.shape;
