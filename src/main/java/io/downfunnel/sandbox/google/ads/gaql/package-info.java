/** The Google Ads Query Language, as far as reports on conversions and campaigns need it. Source: google.md §3.7 to §3.9. */
package io.downfunnel.sandbox.google.ads.gaql;
