/** What people read: the story of a conversion, told from rows. */
package io.downfunnel.report;
