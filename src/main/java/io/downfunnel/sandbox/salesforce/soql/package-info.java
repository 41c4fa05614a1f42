/** SOQL, the part of it a Salesforce reader needs: from text to a tree, with the real server's complaints. */
package io.downfunnel.sandbox.salesforce.soql;
