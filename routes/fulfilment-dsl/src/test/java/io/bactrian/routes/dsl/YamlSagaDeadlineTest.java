package io.bactrian.routes.dsl;

import org.springframework.test.context.TestPropertySource;

@TestPropertySource(properties = "dsl=yaml")
class YamlSagaDeadlineTest extends SagaDeadlineContract {}
