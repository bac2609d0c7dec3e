/** The events that are not of Change Data Capture: platform events, PushTopics and generic streaming. */
package dev.tandem.salesforce.simulator.publish;
