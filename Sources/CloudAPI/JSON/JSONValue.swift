// SPDX-License-Identifier: Apache-2.0

/// A JSON value (RFC 8259); numbers keep their text, so that 64 bits stay exact.
package enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// A number as it was written.
    case number(String)
    case string(String)
    case list([JSONValue])
    case object(JSONObject)

    /// A whole number.
    package static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

    /// A number with a fraction; one that JSON cannot write is 0.
    package static func float(_ value: Double) -> JSONValue { .number(value.isFinite ? String(value) : "0") }

    /// A list of texts.
    package static func strings(_ values: [String]) -> JSONValue { .list(values.map(JSONValue.string)) }
}

extension JSONValue: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self = .integer(value) }
}

/// The members of a JSON object, in the order in which they are written.
package struct JSONObject: Hashable, Sendable {
    /// One name and its value.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(name: String, value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package var members: [Member]

    package init(members: [Member] = []) {
        self.members = members
    }

    /// The value of the first member of this name.
    package subscript(name: String) -> JSONValue? { members.first { $0.name == name }?.value }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init(members: elements.map { Member(name: $0.0, value: $0.1) })
    }
}
