package io.downfunnel.platform.microsoft;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;

import io.downfunnel.DownfunnelTestResource;

@QuarkusTest
@QuarkusTestResource(DownfunnelTestResource.class)
class MicrosoftContractTest extends MicrosoftContract {}
