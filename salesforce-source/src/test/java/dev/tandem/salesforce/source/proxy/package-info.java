/** A proxy between connector and org that breaks chosen answers. */
package dev.tandem.salesforce.source.proxy;
