package io.bactrian.testkit.shop;

class FirstOfTwoTest extends SharedApplication {}
