package io.downfunnel.platform.microsoft;

import java.util.concurrent.CompletionStage;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

/** A finished report. Its whole address is the base URL, and carries the permission to read it: no token goes there. */
@Path("")
public interface DownloadApi {
    @GET
    CompletionStage<Response> download();
}
