/**
 * Plays one Salesforce organisation: token endpoint, partner SOAP API 65.0 and as much of REST as foreign clients need to
 * agree that this is a Salesforce.
 */
package io.downfunnel.sandbox.salesforce;
