package io.bactrian.routes.dsl;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "dsl=xml")
class XmlSagaDeadlineTest extends SagaDeadlineContract {}
