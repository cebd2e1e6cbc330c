package io.bactrian.testkit.shop;

class SecondOfTwoTest extends SharedApplication {}
