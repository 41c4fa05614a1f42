/**
 * The Google Ads API, through Google's own Java client. This package, and no other class of the product, names a version of
 * the API: it is the only one that may depend on {@code com.google.ads.googleads}.
 *
 * <p>To speak the next version: in {@code pom.xml}, raise {@code google-ads.version} and the version in the name of the
 * artifact {@code google-ads-stubs-v23}; in this package, replace {@code v23} in the imports
 * ({@code sed -i 's/googleads\.v23\./googleads.v24./' *.java}). What the new version has dropped stops the build where it was
 * used; fields that are named in a query only stand in {@link io.downfunnel.platform.google.ads.Queries}.
 */
package io.downfunnel.platform.google.ads;
