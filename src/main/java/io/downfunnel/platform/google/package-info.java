/** Google, by the Data Manager API over REST. */
package io.downfunnel.platform.google;
