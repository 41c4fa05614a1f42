package io.downfunnel.sandbox.salesforce;

import java.util.ArrayList;
import java.util.List;

import com.sforce.soap.partner.PartnerConnection;
import com.sforce.soap.partner.sobject.SObject;
import com.sforce.ws.ConnectionException;

/** Reads an object page by page over (SystemModstamp, Id), as an extractor would. */
final class KeysetReader {

    private KeysetReader() {}

    static List<String> read(PartnerConnection connection, String object, int pageSize) throws ConnectionException {
        List<String> ids = new ArrayList<>();
        String from = "2000-01-01T00:00:00.000Z";
        String tail = "";
        for (SObject[] page = page(connection, object, from, tail, pageSize); page.length > 0; ) {
            for (SObject one : page) {
                ids.add(one.getId());
            }
            SObject last = page[page.length - 1];
            from = (String) last.getField("SystemModstamp");
            tail = " AND (SystemModstamp > " + from + " OR Id > '" + last.getId() + "')";
            page = page(connection, object, from, tail, pageSize);
        }
        return ids;
    }

    private static SObject[] page(PartnerConnection connection, String object, String from, String tail, int size)
            throws ConnectionException {
        return connection
                .queryAll("SELECT Id, SystemModstamp FROM " + object + " WHERE SystemModstamp >= " + from
                        + " AND SystemModstamp < 2100-01-01T00:00:00.000Z" + tail
                        + " ORDER BY SystemModstamp ASC, Id ASC LIMIT " + size)
                .getRecords();
    }
}
