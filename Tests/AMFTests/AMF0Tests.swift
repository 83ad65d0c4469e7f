// SPDX-License-Identifier: Apache-2.0

import AMF
import NIOCore
import Testing

@Suite("AMF0")
struct AMF0Tests {
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
        Vector("number", .number(3.5), "00 400C000000000000"),
        Vector("boolean", .boolean(true), "01 01"),
        Vector("string", .string("live"), "02 0004 6C697665"),
        Vector("empty string", .string(""), "02 0000"),
        Vector("object", .object([.init("app", .string("live"))]), "03 0003 617070 02 0004 6C697665 0000 09"),
        Vector("null", .null, "05"),
        Vector("undefined", .undefined, "06"),
        Vector("ECMA array", .ecmaArray([.init("a", .boolean(false))]), "08 00000001 0001 61 01 00 0000 09"),
        Vector("strict array", .strictArray([.null, .boolean(true)]), "0A 00000002 05 01 01"),
        Vector("date", .date(milliseconds: 1, timeZone: -60), "0B 3FF0000000000000 FFC4"),
        Vector("long string", .longString("ab"), "0C 00000002 6162"),
        Vector("unsupported", .unsupported, "0D"),
        Vector("XML document", .xmlDocument("<a/>"), "0F 00000004 3C612F3E"),
        Vector("typed object", .typedObject(className: "C", [.init("x", .null)]), "10 0001 43 0001 78 05 0000 09"),
        Vector("byte array, by way of AMF3", .byteArray(ByteBuffer(bytes: [1, 2])), "11 0C 05 0102"),
        Vector(
            "nested", .object([.init("o", .object([])), .init("s", .strictArray([]))]),
            "03 0001 6F 03 0000 09 0001 73 0A 00000000 0000 09"),
    ]

    @Test("reads what stands on the wire", arguments: vectors)
    func reads(vector: Vector) throws {
        var reader = AMF0Reader(vector.bytes)
        #expect(try reader.next() == vector.value)
        #expect(try reader.next() == nil)
    }

    @Test("writes what stands on the wire, and says how much", arguments: vectors)
    func writes(vector: Vector) {
        var bytes = ByteBuffer()
        #expect(bytes.writeAMF0(vector.value) == vector.bytes.readableBytes)
        #expect(bytes == vector.bytes)
    }

    @Test("calls every beginning of a value truncated", arguments: vectors)
    func truncated(vector: Vector) {
        for count in 1..<max(1, vector.bytes.readableBytes) {
            var reader = AMF0Reader(vector.bytes.prefix(count))
            #expect(throws: AMFError.truncated) { try reader.next() }
        }
    }

    @Test("writes text above 65,535 bytes as a long string")
    func longText() throws {
        let text = String(repeating: "x", count: 65_536)
        var bytes = ByteBuffer()
        bytes.writeAMF0(.string(text))
        var reader = AMF0Reader(bytes)
        #expect(try reader.next() == .longString(text))
    }

    @Test("writes byte arrays of every length of length field", arguments: [0, 63, 64, 8_191, 8_192, 1_048_576])
    func byteArrays(count: Int) throws {
        let value = AMFValue.byteArray(ByteBuffer(repeating: 7, count: count))
        var bytes = ByteBuffer()
        bytes.writeAMF0(value)
        var reader = AMF0Reader(bytes)
        #expect(try reader.next() == value)
    }

    @Test("does not believe the count of an ECMA array")
    func wrongCount() throws {
        var reader = AMF0Reader(ByteBuffer(hex: "08 FFFFFFFF 0001 61 05 0000 09"))
        #expect(try reader.next() == .ecmaArray([.init("a", .null)]))
    }

    @Test("follows a reference to an object before it")
    func reference() throws {
        var reader = AMF0Reader(ByteBuffer(hex: "03 0001 61 05 0000 09 07 0000"))
        let first = try reader.next()
        #expect(first == .object([.init("a", .null)]))
        #expect(try reader.next() == first)
    }

    @Test("reads text that is not UTF-8 as well as it can")
    func invalidText() throws {
        var reader = AMF0Reader(ByteBuffer(hex: "02 0002 41FF"))
        #expect(try reader.next()?.text == "A\u{FFFD}")
    }

    @Test(
        "refuses what is malformed",
        arguments: [
            ("04", AMFError.unknownMarker(4)), ("0E", .unknownMarker(14)), ("FF", .unknownMarker(255)),
            ("09", .unknownMarker(9)), ("07 0000", .invalidReference),
            // An object that refers to itself.
            ("03 0001 61 07 0000 0000 09", .invalidReference), ("11", .truncated),
        ])
    func malformed(hex: String, error: AMFError) {
        var reader = AMF0Reader(ByteBuffer(hex: hex))
        #expect(throws: error) { try reader.next() }
    }

    @Test("reads 32 levels and refuses 33")
    func depth() throws {
        func nested(_ levels: Int) -> ByteBuffer {
            let value = (0..<levels).reduce(AMFValue.null) { value, _ in .strictArray([value]) }
            var bytes = ByteBuffer()
            bytes.writeAMF0(value)
            return bytes
        }
        var allowed = AMF0Reader(nested(32))
        #expect(try allowed.next() != nil)
        var refused = AMF0Reader(nested(33))
        #expect(throws: AMFError.tooDeep) { try refused.next() }
    }

    @Test("takes a count of four thousand million elements for what it is")
    func hugeCount() {
        var reader = AMF0Reader(ByteBuffer(hex: "0A FFFFFFFF 05"))
        #expect(throws: AMFError.truncated) { try reader.next() }
    }

    @Test("refuses more values than the budget has")
    func tooManyValues() {
        var bytes = ByteBuffer(hex: "0A 00020000")
        bytes.writeRepeatingByte(0x05, count: 131_072)
        var reader = AMF0Reader(bytes)
        #expect(throws: AMFError.tooManyValues) { try reader.next() }
    }

    @Test("counts values behind references each time")
    func unfolding() {
        // Each array holds the one before it twice: 30 of them would unfold to a thousand million values.
        var bytes = ByteBuffer(hex: "0A 00000001 05")
        for index in 0..<30 {
            bytes.writeImmutableBuffer(ByteBuffer(hex: "0A 00000002"))
            for _ in 0..<2 { bytes.writeMultipleIntegers(UInt8(7), UInt16(index)) }
        }
        var reader = AMF0Reader(bytes)
        #expect(throws: AMFError.tooManyValues) { while try reader.next() != nil {} }
    }
}
