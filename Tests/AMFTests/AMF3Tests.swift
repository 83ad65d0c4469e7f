// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import Testing

@Suite("AMF3")
struct AMF3Tests {
    struct Vector: CustomTestStringConvertible {
        var name: String
        var value: AMFValue
        var bytes: ByteBuffer
        var testDescription: String { name }

        init(_ name: String, _ value: AMFValue, _ hex: String) {
            self.name = name
            self.value = value
            bytes = ByteBuffer(hex: hex)
        }
    }

    static let vectors: [Vector] = [
        Vector("undefined", .undefined, "00"),
        Vector("null", .null, "01"),
        Vector("false", .boolean(false), "02"),
        Vector("true", .boolean(true), "03"),
        Vector("integer of one byte", .number(127), "04 7F"),
        Vector("integer of two bytes", .number(128), "04 8100"),
        Vector("integer of three bytes", .number(16_384), "04 818000"),
        Vector("integer of four bytes", .number(2_097_152), "04 80C08000"),
        Vector("largest integer", .number(268_435_455), "04 BFFFFFFF"),
        Vector("negative integer", .number(-1), "04 FFFFFFFF"),
        Vector("double", .number(3.5), "05 400C000000000000"),
        Vector("string", .string("live"), "06 09 6C697665"),
        Vector("XML document", .xmlDocument("<a/>"), "07 09 3C612F3E"),
        Vector("date", .date(milliseconds: 1, timeZone: 0), "08 01 3FF0000000000000"),
        Vector("dense array", .strictArray([.null, .number(1)]), "09 05 01 01 04 01"),
        Vector(
            "array with names", .ecmaArray([.init("a", .null), .init("0", .boolean(true))]), "09 03 03 61 01 01 03"),
        Vector("dynamic object", .object([.init("a", .number(5))]), "0A 0B 01 03 61 04 05 01"),
        Vector(
            "sealed object", .typedObject(className: "C", [.init("x", .null), .init("y", .boolean(true))]),
            "0A 23 03 43 03 78 03 79 01 03"),
        Vector("XML", .xmlDocument("<a/>"), "0B 09 3C612F3E"),
        Vector("byte array", .byteArray(ByteBuffer(bytes: [1, 2])), "0C 05 0102"),
        Vector("vector of int", .strictArray([.number(-1), .number(2)]), "0D 05 00 FFFFFFFF 00000002"),
        Vector("vector of uint", .strictArray([.number(4_294_967_295)]), "0E 03 00 FFFFFFFF"),
        Vector("vector of double", .strictArray([.number(3.5)]), "0F 03 01 400C000000000000"),
        Vector("vector of objects", .strictArray([.string("a")]), "10 03 00 01 06 03 61"),
        Vector("dictionary", .strictArray([.strictArray([.string("k"), .number(1)])]), "11 03 00 06 03 6B 04 01"),
    ]

    @Test("reads what stands on the wire", arguments: vectors)
    func reads(vector: Vector) throws {
        var reader = AMF3Reader(vector.bytes)
        #expect(try reader.next() == vector.value)
        #expect(try reader.next() == nil)
    }

    @Test("reads the same inside AMF0", arguments: vectors)
    func insideAMF0(vector: Vector) throws {
        var bytes = ByteBuffer(hex: "11")
        bytes.writeImmutableBuffer(vector.bytes)
        bytes.writeAMF0(.string("after"))
        var reader = AMF0Reader(bytes)
        #expect(try reader.next() == vector.value)
        #expect(try reader.next() == .string("after"))
    }

    @Test("calls every beginning of a value truncated", arguments: vectors)
    func truncated(vector: Vector) {
        for count in 1..<max(1, vector.bytes.readableBytes) {
            var reader = AMF3Reader(vector.bytes.prefix(count))
            #expect(throws: AMFError.truncated) { try reader.next() }
        }
    }

    @Test("follows references to strings, objects and classes")
    func references() throws {
        // Class "C" with member "x" = "s"; again class 0 with string 2 ("s"); then object 0.
        var reader = AMF3Reader(ByteBuffer(hex: "0A 13 03 43 03 78 06 03 73   0A 01 06 04   0A 00"))
        let object = AMFValue.typedObject(className: "C", [.init("x", .string("s"))])
        #expect(try reader.next() == object)
        #expect(try reader.next() == object)
        #expect(try reader.next() == object)
    }

    @Test(
        "refuses what is malformed",
        arguments: [
            ("12", AMFError.unknownMarker(0x12)), ("06 02", .invalidReference), ("0A 02", .invalidReference),
            ("0A 05", .invalidReference),  // class 1 of none
            ("0A 07 03 43", .externalizable),
            ("09 03 01 09 00", .invalidReference),  // an array inside itself
        ])
    func malformed(hex: String, error: AMFError) {
        var reader = AMF3Reader(ByteBuffer(hex: hex))
        #expect(throws: error) { try reader.next() }
    }

    @Test(
        "does not believe counts",
        arguments: ["09 FFFFFFFF 01 01", "0D FFFFFFFF 00", "0F FFFFFFFF 00", "10 FFFFFFFF 00 01", "11 FFFFFFFF 00"])
    func hugeCounts(hex: String) {
        var reader = AMF3Reader(ByteBuffer(hex: hex))
        #expect(throws: AMFError.self) { try reader.next() }
    }

    @Test("refuses arrays that lie too deep in one another")
    func depth() {
        var bytes = ByteBuffer()
        for _ in 0..<100_000 { bytes.writeImmutableBuffer(ByteBuffer(hex: "09 03 01")) }
        var reader = AMF3Reader(bytes)
        #expect(throws: AMFError.tooDeep) { try reader.next() }
    }
}
