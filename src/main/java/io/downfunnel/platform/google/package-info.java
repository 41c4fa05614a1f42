/**
 * Google: conversions by the Data Manager API over REST; changes, conversion actions and reports by the Google Ads API, which
 * is spoken in {@link io.downfunnel.platform.google.ads} and nowhere else.
 */
package io.downfunnel.platform.google;
