/** The file in which marketing ops write their funnel: read, refused with reasons, and compared. Knows the domain only. */
package io.downfunnel.mappings;
