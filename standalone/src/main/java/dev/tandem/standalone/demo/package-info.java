/** The commands of {@code ./tandem}: the demo, its fixed scenario, and the measurements. */
package dev.tandem.standalone.demo;
