/** Acme Ads, by its Events API. */
package io.downfunnel.platform.acme;
