// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// One value of the Action Message Format, in either version.
///
/// AMF3's integers arrive as numbers, its vectors as strict arrays, and its dictionaries as strict arrays of
/// pairs, since nobody here asks for the difference.
package enum AMFValue: Hashable, Sendable {
    case number(Double)
    case boolean(Bool)
    /// Text of any length; written as a long string when it is above 65,535 bytes.
    case string(String)
    /// Text that was marked as long (AMF0, 2.14), whatever its length.
    case longString(String)
    case object([AMFProperty])
    case typedObject(className: String, [AMFProperty])
    case ecmaArray([AMFProperty])
    case strictArray([AMFValue])
    /// Milliseconds since 1970 in UTC, and minutes of a time zone that the format reserves (AMF0, 2.13).
    case date(milliseconds: Double, timeZone: Int16)
    case xmlDocument(String)
    /// AMF3 only; in AMF0 it stands behind the avmplus-object marker.
    case byteArray(ByteBuffer)
    case null
    case undefined
    /// A value that the sender could not express (AMF0, 2.12).
    case unsupported
}

/// A named member of an object or of an ECMA array.
package struct AMFProperty: Hashable, Sendable {
    package var name: String
    package var value: AMFValue

    package init(_ name: String, _ value: AMFValue) {
        self.name = name
        self.value = value
    }
}

extension AMFValue {
    /// The text of a string of either length; nil for any other value.
    package var text: String? {
        switch self {
        case .string(let text), .longString(let text): text
        case .number, .boolean, .object, .typedObject, .ecmaArray, .strictArray, .date, .xmlDocument, .byteArray,
            .null, .undefined, .unsupported:
            nil
        }
    }

    /// The number; nil for any other value.
    package var number: Double? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    /// The members of an object or an ECMA array; nil for any other value.
    package var properties: [AMFProperty]? {
        switch self {
        case .object(let properties), .typedObject(_, let properties), .ecmaArray(let properties): properties
        case .number, .boolean, .string, .longString, .strictArray, .date, .xmlDocument, .byteArray, .null,
            .undefined, .unsupported:
            nil
        }
    }

    /// The first member of that name; nil when there is none, or no member at all.
    package subscript(name: String) -> AMFValue? {
        properties?.first { $0.name == name }?.value
    }
}
