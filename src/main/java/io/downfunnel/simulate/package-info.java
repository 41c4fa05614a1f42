/** What a funnel would have made of the CRM's history: the rules of production, over stored records, night after night. */
package io.downfunnel.simulate;
