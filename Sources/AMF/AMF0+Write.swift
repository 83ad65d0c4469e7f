// SPDX-License-Identifier: Apache-2.0

package import NIOCore

extension ByteBuffer {
    /// Writes a value in AMF0 and returns the count of bytes written.
    ///
    /// Names of properties and classes are cut at 65,535 bytes, which is all their length field can say.
    @discardableResult
    package mutating func writeAMF0(_ value: AMFValue) -> Int {
        switch value {
        case .number(let number): writeAMF0Marker(.number) + writeInteger(number.bitPattern)
        case .boolean(let boolean): writeAMF0Marker(.boolean) + writeInteger(boolean ? 1 : 0, as: UInt8.self)
        case .string(let text) where text.utf8.count > Int(UInt16.max): writeAMF0LongText(.longString, text)
        case .string(let text): writeAMF0Marker(.string) + writeAMF0Name(text)
        case .longString(let text): writeAMF0LongText(.longString, text)
        case .xmlDocument(let text): writeAMF0LongText(.xmlDocument, text)
        case .object(let properties): writeAMF0Marker(.object) + writeAMF0Properties(properties)
        case .typedObject(let className, let properties):
            writeAMF0Marker(.typedObject) + writeAMF0Name(className) + writeAMF0Properties(properties)
        case .ecmaArray(let properties):
            writeAMF0Marker(.ecmaArray) + writeInteger(UInt32(clamping: properties.count))
                + writeAMF0Properties(properties)
        case .strictArray(let elements):
            writeAMF0Marker(.strictArray) + writeInteger(UInt32(clamping: elements.count))
                + elements.reduce(0) { $0 + writeAMF0($1) }
        case .date(let milliseconds, let timeZone):
            writeAMF0Marker(.date) + writeInteger(milliseconds.bitPattern) + writeInteger(timeZone)
        case .byteArray(let bytes): writeAMF0Marker(.avmplusObject) + writeAMF3ByteArray(bytes)
        case .null: writeAMF0Marker(.null)
        case .undefined: writeAMF0Marker(.undefined)
        case .unsupported: writeAMF0Marker(.unsupported)
        }
    }

    private mutating func writeAMF0Marker(_ marker: AMF0Marker) -> Int {
        writeInteger(marker.rawValue)
    }

    private mutating func writeAMF0Name(_ name: String) -> Int {
        let bytes = name.utf8.prefix(Int(UInt16.max))
        return writeInteger(UInt16(bytes.count)) + writeBytes(bytes)
    }

    private mutating func writeAMF0LongText(_ marker: AMF0Marker, _ text: String) -> Int {
        writeAMF0Marker(marker) + writeInteger(UInt32(clamping: text.utf8.count)) + writeString(text)
    }

    private mutating func writeAMF0Properties(_ properties: [AMFProperty]) -> Int {
        let count = properties.reduce(0) { $0 + writeAMF0Name($1.name) + writeAMF0($1.value) }
        return count + writeAMF0Name("") + writeAMF0Marker(.objectEnd)
    }

    /// Marker, U29 with the low bit that says "not a reference", bytes (AMF3, 3.14).
    private mutating func writeAMF3ByteArray(_ bytes: ByteBuffer) -> Int {
        writeInteger(AMF3Marker.byteArray.rawValue) + writeAMF3Integer(UInt32(bytes.readableBytes) << 1 | 1)
            + writeImmutableBuffer(bytes)
    }

    /// Writes an integer of 29 bits in one to four bytes (AMF3, 1.3.1).
    private mutating func writeAMF3Integer(_ value: UInt32) -> Int {
        let low = UInt8(truncatingIfNeeded: value)
        switch value {
        case 0..<0x80: return writeInteger(low)
        case 0..<0x4000: return writeBytes([UInt8(value >> 7) | 0x80, low & 0x7F])
        case 0..<0x20_0000:
            return writeBytes([UInt8(value >> 14) | 0x80, UInt8(value >> 7 & 0x7F) | 0x80, low & 0x7F])
        default:
            return writeBytes([
                UInt8(value >> 22 & 0x7F) | 0x80, UInt8(value >> 15 & 0x7F) | 0x80, UInt8(value >> 8 & 0x7F) | 0x80,
                low,
            ])
        }
    }
}
