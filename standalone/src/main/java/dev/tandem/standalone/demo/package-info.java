/** What {@code ./tandem} runs: the demo, its fixed scenario, and the measurements. */
package dev.tandem.standalone.demo;
