/** Salesforce as it is reached through Force WSC; every word of Salesforce's stays in here. */
package io.downfunnel.extract.salesforce;
