/**
 * Plays Salesforce, Google and LinkedIn on one loopback port, each as strict as the real one and each keeping its own
 * books of what arrived and what counted. Shares no code with the adapters it is there to check.
 */
package io.downfunnel.sandbox;
