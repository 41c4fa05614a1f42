/**
 * The Google Ads API over gRPC. Only what imports the stubs knows the API's version: an update is the version in the
 * build file and the name of their package. Source: google.md §3.
 */
package io.downfunnel.sandbox.google.ads;
