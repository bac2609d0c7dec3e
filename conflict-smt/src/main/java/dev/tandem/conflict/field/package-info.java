/** Sets of an object's fields, and the patterns by which settings select fields and objects. */
package dev.tandem.conflict.field;
