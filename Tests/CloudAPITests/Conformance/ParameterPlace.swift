// SPDX-License-Identifier: Apache-2.0

import CloudAPI

/// Where a value stands in a request, and what it has to be.
struct ParameterPlace: Hashable, Sendable {
    /// Names of members and numbers of elements.
    let path: [String]
    let kind: ParameterDeclaration.Kind
    let isRequired: Bool

    /// As messages name it.
    var name: String { path.joined(separator: ".") }

    /// Every place of an object that is used: members, their members, the first element of lists.
    static func all(in object: JSONObject, of declarations: [ParameterDeclaration], below path: [String] = [])
        -> [ParameterPlace]
    {
        declarations.flatMap { declaration -> [ParameterPlace] in
            guard let value = object[declaration.name] else { return [] }
            let path = path + [declaration.name]
            let place = ParameterPlace(path: path, kind: declaration.kind, isRequired: declaration.isRequired)
            return [place] + inside(value, of: declaration.kind, at: path)
        }
    }

    private static func inside(_ value: JSONValue, of kind: ParameterDeclaration.Kind, at path: [String])
        -> [ParameterPlace]
    {
        switch (kind, value) {
        case (.object(let members), .object(let object)): return all(in: object, of: members, below: path)
        case (.list(let element), .list(let values)):
            guard let first = values.first else { return [] }
            let path = path + ["0"]
            return [ParameterPlace(path: path, kind: element, isRequired: false)] + inside(first, of: element, at: path)
        case _: return []
        }
    }

    /// Values that this place must not take.
    var wrongValues: [JSONValue] {
        switch kind {
        case .string: [1, .number("1.5"), .boolean(true), .list([]), .object([:])]
        case .integer(let isSigned):
            ["x", "", .number("1.5"), "1.5", .boolean(true), .list([]), .object([:]), .number("18446744073709551616")]
                + (isSigned ? [.number("9223372036854775808"), "9223372036854775808"] : [-1, "-1"])
        case .boolean: ["x", 2, .list([]), .object([:])]
        case .float: ["x", .boolean(true), .list([]), .object([:])]
        case .object: ["x", 1, .boolean(true), .list([])]
        case .list: ["x", 1, .boolean(true), .object([:])]
        }
    }
}

extension JSONObject {
    /// The object with another value at a place, or without it.
    func replacing(_ path: some Collection<String>, with value: JSONValue?) -> JSONObject {
        guard case .object(let object) = JSONValue.object(self).replacing(path, with: value) else { return self }
        return object
    }
}

extension JSONValue {
    fileprivate func replacing(_ path: some Collection<String>, with value: JSONValue?) -> JSONValue {
        guard let name = path.first else { return value ?? .null }
        let rest = path.dropFirst()
        switch self {
        case .object(var object):
            let old = object[name] ?? .null
            let new = rest.isEmpty ? value : old.replacing(rest, with: value)
            if let index = object.members.firstIndex(where: { $0.name == name }) {
                object.members.remove(at: index)
            }
            if let new { object.members.append(.init(name: name, value: new)) }
            return .object(object)
        case .list(var values):
            guard let index = Int(name), values.indices.contains(index) else { return self }
            values[index] = values[index].replacing(rest, with: value)
            return .list(values)
        case .null, .boolean, .number, .string: return self
        }
    }
}

extension ParameterPlace {
    var isObject: Bool { if case .object = kind { true } else { false } }

    /// Whether this is an element of a list, which can't be missing.
    var isElement: Bool { path.last.flatMap { Int($0) } != nil }

    /// The place without the numbers of elements.
    var typedName: String { path.filter { Int($0) == nil }.joined(separator: ".") }
}

extension JSONObject {
    /// The object with every number and truth value written as a text, as the official examples write some.
    func withTexts(at places: [ParameterPlace]) -> JSONObject {
        places.reduce(self) { object, place in
            switch (place.kind, object.value(at: place.path)) {
            case (.integer, .number(let text)?), (.float, .number(let text)?):
                object.replacing(place.path, with: .string(text))
            case (.boolean, .boolean(let value)?): object.replacing(place.path, with: .string("\(value)"))
            case _: object
            }
        }
    }

    private func value(at path: [String]) -> JSONValue? {
        path.reduce(.object(self)) { value, name in
            switch value {
            case .object(let object)?: object[name]
            case .list(let values)?: Int(name).flatMap { values.indices.contains($0) ? values[$0] : nil }
            case _: nil
            }
        }
    }
}

extension ParameterDeclaration {
    /// The name of this and of what it is made of, as places are named without the numbers of elements.
    func typedNames(below path: String = "") -> [String] {
        [path + name] + kind.members.flatMap { $0.typedNames(below: "\(path)\(name).") }
    }
}

extension ParameterDeclaration.Kind {
    /// The members of an object, or of a list's objects.
    fileprivate var members: [ParameterDeclaration] {
        switch self {
        case .object(let members): members
        case .list(let kind): kind.members
        case .string, .integer, .boolean, .float: []
        }
    }
}

extension [ParameterDeclaration] {
    /// By name, at every depth.
    func sorted() -> [ParameterDeclaration] {
        map { declaration in
            ParameterDeclaration(
                name: declaration.name, kind: declaration.kind.sorted, isRequired: declaration.isRequired)
        }.sorted { $0.name < $1.name }
    }
}

extension ParameterDeclaration.Kind {
    fileprivate var sorted: ParameterDeclaration.Kind {
        switch self {
        case .object(let members): .object(members.sorted())
        case .list(let kind): .list(kind.sorted)
        case .string, .integer, .boolean, .float: self
        }
    }
}
