// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Testing

@Suite struct ParametersTests {
    private func fault(_ object: JSONObject, read: (inout Parameters) throws -> Void) -> APIFault? {
        do {
            var parameters = try Parameters(object)
            try read(&parameters)
            try parameters.finish()
            return nil
        } catch {
            return error as? APIFault
        }
    }

    @Test("takes numbers, and digits in quotes", arguments: ["7", "\"7\""])
    func integers(text: String) throws {
        let value: JSONValue = text == "7" ? 7 : "7"
        var parameters = try Parameters(["A": value])
        #expect(try parameters.integer("A", as: UInt64.self) == 7)
    }

    @Test("keeps integers exact to 64 bits")
    func exactIntegers() throws {
        var parameters = try Parameters(["A": .integer(UInt64.max), "B": .integer(Int64.min)])
        #expect(try parameters.integer("A", as: UInt64.self) == .max)
        #expect(try parameters.integer("B", as: Int64.self) == .min)
    }

    @Test(
        "refuses what is no integer of the type",
        arguments: [
            "text", "", "+7", " 7", "7.0", .number("7.0"), .number("1e3"), .number("18446744073709551616"), -1,
            .boolean(true), .list([7]), .object([:]),
        ] as [JSONValue])
    func notIntegers(value: JSONValue) {
        let fault = fault(["A": value]) { _ = try $0.integer("A", as: UInt64.self) }
        #expect(
            fault
                == APIFault(
                    .invalidParameter, "The value type of parameter `A` is not valid, input type should be `integer`."))
    }

    @Test("refuses what is no string", arguments: [7, .boolean(true), .list([]), .object([:])] as [JSONValue])
    func notStrings(value: JSONValue) {
        #expect(fault(["A": value]) { _ = try $0.string("A") } == .type(of: "A", shouldBe: "string"))
    }

    @Test("takes truth values as words, as words in quotes and as 0 and 1")
    func booleans() throws {
        for value in [.boolean(true), "true", "True", "1", 1] as [JSONValue] {
            var parameters = try Parameters(["A": value])
            #expect(try parameters.boolean("A") == true)
        }
        for value in [.boolean(false), "false", "False", "0", 0] as [JSONValue] {
            var parameters = try Parameters(["A": value])
            #expect(try parameters.boolean("A") == false)
        }
        #expect(fault(["A": 2]) { _ = try $0.boolean("A") } == .type(of: "A", shouldBe: "boolean"))
    }

    @Test("takes null for absent")
    func null() throws {
        var parameters = try Parameters(["A": .null, "B": .null])
        #expect(try parameters.string("A") == nil)
        #expect(try parameters.strings("B") == [])
        #expect(fault(["A": .null]) { _ = try $0.requiredString("A") } == .missing("A"))
        #expect(fault(["A": .null]) { _ = try $0.requiredStrings("A") } == .missing("A"))
    }

    @Test("names a fault's place by its whole path")
    func paths() {
        let list: JSONObject = ["A": .list(["a", 1])]
        #expect(fault(list) { _ = try $0.strings("A") } == .type(of: "A.1", shouldBe: "string"))
        let wrong: JSONObject = ["A": .object(["B": "x"])]
        #expect(
            fault(wrong) {
                _ = try $0.object("A") { (members) throws(APIFault) in
                    try members.integer("B", as: Int64.self)
                }
            } == .type(of: "A.B", shouldBe: "integer"))
        #expect(fault(wrong) { _ = try $0.object("A") { _ in } } == .unknown("A.B"))
        #expect(fault(["A": 1]) { _ = try $0.object("A") { _ in } } == .type(of: "A", shouldBe: "object"))
    }

    @Test("refuses what has not been asked for, and what is given twice")
    func leftOver() {
        #expect(fault(["A": "a", "X": 1]) { _ = try $0.string("A") } == .unknown("X"))
        #expect(fault(["A": "a", "A": "b"]) { _ = try $0.string("A") }?.code == .invalidParameter)
    }
}
