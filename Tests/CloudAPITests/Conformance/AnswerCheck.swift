// SPDX-License-Identifier: Apache-2.0

import CloudAPI

/// Compares an answer with the documented members, at every depth.
struct AnswerCheck {
    /// Members that an answer may have although no action documents them (reference: api3-protocol, section 5).
    private static let additions: Set<String> = ["DeprecatedWarning"]

    let service: OfficialService
    /// What is absent, of a wrong type, or not documented.
    private(set) var faults: [String] = []
    /// What may be absent or empty by the document, and is, so that its inside was not compared.
    private(set) var skipped: [[String]] = []

    init(service: OfficialService) {
        self.service = service
    }

    mutating func check(_ object: JSONObject, members: [OfficialService.Member], at path: [String]) throws {
        for member in members {
            let path = path + [member.name]
            guard let value = object[member.name] else {
                faults.append("\(path.joined(separator: ".")) is absent")
                continue
            }
            if value == .null {
                let isAllowed = member.mayBeNull ?? false || !(member.isInEveryAnswer ?? true)
                note(isAllowed, at: path, "is null")
                if isAllowed { skipped.append(path) }
            } else if member.type == "list" {
                try check(list: value, of: member, at: path)
            } else {
                try check(value, as: member.member, at: path)
            }
        }
        let documented = Set(members.map(\.name))
        for member in object.members
        where !documented.contains(member.name) && !(path.isEmpty && Self.additions.contains(member.name)) {
            faults.append("\((path + [member.name]).joined(separator: ".")) is not documented")
        }
        if Set(object.members.map(\.name)).count != object.members.count { faults.append("\(path) has a name twice") }
    }

    private mutating func check(list value: JSONValue, of member: OfficialService.Member, at path: [String]) throws {
        guard case .list(let values) = value else { return note(false, at: path, "is no list") }
        if values.isEmpty { skipped.append(path) }
        for (index, value) in values.enumerated() {
            try check(value, as: member.member, at: path + [String(index)])
        }
    }

    private mutating func check(_ value: JSONValue, as type: String, at path: [String]) throws {
        switch (type, value) {
        case ("string", .string), ("bool", .boolean): return
        case ("int64", .number(let text)): note(Int64(text) != nil, at: path, "is no int64")
        case ("uint64", .number(let text)): note(UInt64(text) != nil, at: path, "is no uint64")
        case ("float", .number(let text)): note(Double(text) != nil, at: path, "is no float")
        case (_, .object(let object)) where service.objects[type] != nil:
            try check(object, members: service.members(of: type), at: path)
        case _: note(false, at: path, "is no \(type)")
        }
    }

    private mutating func note(_ isAllowed: Bool, at path: [String], _ text: String) {
        if !isAllowed { faults.append(path.joined(separator: ".") + " " + text) }
    }
}
