// SPDX-License-Identifier: Apache-2.0

/// The parameters of a request, taken out one by one by name and type; what is left over is unknown.
///
/// Types are strict as documented (reference: api3-protocol, 7.1): a number is no string, but digits in a string are a
/// number, for the official examples write them so. Null is absent.
///
/// A listing has no values: it notes what is asked of it, and so knows what an action takes.
package struct Parameters {
    private let path: String
    private var values: [String: JSONValue]
    /// What was asked for, in a listing; nil in a request.
    package private(set) var declared: [ParameterDeclaration]?

    /// Throws `InvalidParameter` for a name that is given twice.
    ///
    /// `path` is what stands before the names in messages: `FlvParam.`, or nothing.
    package init(_ object: JSONObject, path: String = "") throws(APIFault) {
        self.path = path
        values = Dictionary(minimumCapacity: object.members.count)
        for member in object.members {
            guard values.updateValue(member.value, forKey: member.name) == nil else {
                throw APIFault(.invalidParameter, "The parameter `\(path)\(member.name)` is given twice.")
            }
        }
    }

    private init(listingAt path: String) {
        self.path = path
        values = [:]
        declared = []
    }

    /// No request, but a listing of what is asked for.
    package static func listing(path: String) -> Parameters { Parameters(listingAt: path) }

    private mutating func declare(_ name: String, _ kind: ParameterDeclaration.Kind, isRequired: Bool = false) {
        declared?.append(ParameterDeclaration(name: name, kind: kind, isRequired: isRequired))
    }

    /// Throws `MissingParameter`, which a listing does not miss.
    private func missing<Value>(_ name: String, standIn: Value) throws(APIFault) -> Value {
        guard declared != nil else { throw .missing(path + name) }
        return standIn
    }

    /// Throws `UnknownParameter` when something has not been taken out.
    package func finish() throws(APIFault) {
        if let name = values.keys.min() { throw .unknown(path + name) }
    }

    private mutating func take(_ name: String) -> JSONValue? {
        switch values.removeValue(forKey: name) {
        case nil, .null: nil
        case let value: value
        }
    }

    // MARK: Single values

    /// A text, if given.
    package mutating func string(_ name: String) throws(APIFault) -> String? {
        declare(name, .string)
        return try takeString(name)
    }

    private mutating func takeString(_ name: String) throws(APIFault) -> String? {
        try take(name).map { (value) throws(APIFault) in try value.string(path + name) }
    }

    /// A text that must be given.
    package mutating func requiredString(_ name: String) throws(APIFault) -> String {
        declare(name, .string, isRequired: true)
        if let value: String = try takeString(name) { return value }
        return try missing(name, standIn: "")
    }

    /// A whole number that fits the type, if given.
    package mutating func integer<Integer: FixedWidthInteger>(
        _ name: String, as type: Integer.Type = Integer.self
    ) throws(APIFault) -> Integer? {
        declare(name, .integer(isSigned: Integer.isSigned))
        return try takeInteger(name)
    }

    private mutating func takeInteger<Integer: FixedWidthInteger>(_ name: String) throws(APIFault) -> Integer? {
        try take(name).map { (value) throws(APIFault) in try value.integer(path + name) }
    }

    /// A whole number that fits the type and must be given.
    package mutating func requiredInteger<Integer: FixedWidthInteger>(
        _ name: String, as type: Integer.Type = Integer.self
    ) throws(APIFault) -> Integer {
        declare(name, .integer(isSigned: Integer.isSigned), isRequired: true)
        if let value: Integer = try takeInteger(name) { return value }
        return try missing(name, standIn: 0)
    }

    /// A truth value, if given; 0 and 1 and the words in quotes are truth values too.
    package mutating func boolean(_ name: String) throws(APIFault) -> Bool? {
        declare(name, .boolean)
        switch take(name) {
        case nil: return nil
        case .boolean(let value): return value
        case .string("true"), .string("True"), .string("1"), .number("1"): return true
        case .string("false"), .string("False"), .string("0"), .number("0"): return false
        case _: throw .type(of: path + name, shouldBe: "boolean")
        }
    }

    /// A number, with a fraction or without, that must be given.
    package mutating func requiredFloat(_ name: String) throws(APIFault) -> Double {
        declare(name, .float, isRequired: true)
        guard let value = take(name) else { return try missing(name, standIn: 0) }
        return try value.float(path + name)
    }

    // MARK: Lists and objects

    /// A list of texts; empty when not given.
    package mutating func strings(_ name: String) throws(APIFault) -> [String] {
        declare(name, .list(.string))
        return try list(name) { (value, path) throws(APIFault) in try value.string(path) }
    }

    /// A list of texts that must be given.
    package mutating func requiredStrings(_ name: String) throws(APIFault) -> [String] {
        declare(name, .list(.string), isRequired: true)
        guard values[name].map({ $0 != .null }) ?? false else { return try missing(name, standIn: []) }
        return try list(name) { (value, path) throws(APIFault) in try value.string(path) }
    }

    /// A list of whole numbers that fit the type; empty when not given.
    package mutating func integers<Integer: FixedWidthInteger>(
        _ name: String, as type: Integer.Type = Integer.self
    ) throws(APIFault) -> [Integer] {
        declare(name, .list(.integer(isSigned: Integer.isSigned)))
        return try list(name) { (value, path) throws(APIFault) in try value.integer(path) }
    }

    /// A list of numbers, with fractions or without; empty when not given.
    package mutating func floats(_ name: String) throws(APIFault) -> [Double] {
        declare(name, .list(.float))
        return try list(name) { (value, path) throws(APIFault) in try value.float(path) }
    }

    private mutating func list<Element>(
        _ name: String, read: (JSONValue, String) throws(APIFault) -> Element
    ) throws(APIFault) -> [Element] {
        switch take(name) {
        case nil: return []
        case .list(let values):
            var elements: [Element] = []
            for (index, value) in values.enumerated() {
                elements.append(try read(value, "\(path)\(name).\(index)"))
            }
            return elements
        case _: throw .type(of: path + name, shouldBe: "list")
        }
    }

    /// A list of objects that `read` takes apart one by one; empty when not given.
    package mutating func objects<Value>(
        _ name: String, read: (inout Parameters) throws(APIFault) -> Value
    ) throws(APIFault) -> [Value] {
        if declared != nil { declare(name, .list(try listed(name, read: read))) }
        return try list(name) { (value, path) throws(APIFault) in
            guard case .object(let object) = value else { throw .type(of: path, shouldBe: "object") }
            var members = try Parameters(object, path: "\(path).")
            let value = try read(&members)
            try members.finish()
            return value
        }
    }

    /// An object, if given, that `read` takes apart.
    package mutating func object<Value>(
        _ name: String, read: (inout Parameters) throws(APIFault) -> Value
    ) throws(APIFault) -> Value? {
        if declared != nil { declare(name, try listed(name, read: read)) }
        switch take(name) {
        case nil: return nil
        case .object(let object):
            var members = try Parameters(object, path: "\(path)\(name).")
            let value = try read(&members)
            try members.finish()
            return value
        case _: throw .type(of: path + name, shouldBe: "object")
        }
    }

    /// What `read` asks for of an object.
    private func listed<Value>(
        _ name: String, read: (inout Parameters) throws(APIFault) -> Value
    ) throws(APIFault) -> ParameterDeclaration.Kind {
        var members = Parameters.listing(path: "\(path)\(name).")
        _ = try read(&members)
        return .object(members.declared ?? [])
    }
}

extension JSONValue {
    fileprivate func string(_ path: String) throws(APIFault) -> String {
        guard case .string(let text) = self else { throw .type(of: path, shouldBe: "string") }
        return text
    }

    fileprivate func float(_ path: String) throws(APIFault) -> Double {
        switch self {
        case .number(let text), .string(let text):
            if let value = Double(text), value.isFinite { return value }
            throw .type(of: path, shouldBe: "float")
        case .null, .boolean, .list, .object: throw .type(of: path, shouldBe: "float")
        }
    }

    fileprivate func integer<Integer: FixedWidthInteger>(_ path: String) throws(APIFault) -> Integer {
        switch self {
        case .number(let text), .string(let text):
            // Swift's own reading would take a plus sign too.
            if text.utf8.first != UInt8(ascii: "+"), let value = Integer(text) { return value }
            throw .type(of: path, shouldBe: "integer")
        case .null, .boolean, .list, .object: throw .type(of: path, shouldBe: "integer")
        }
    }
}
