// SPDX-License-Identifier: Apache-2.0

/// Makes the lists and objects of parameters whose names are paths: `A.0.B=x` is the member B of A's first element
/// (reference: api3-protocol, section 4).
///
/// No member of any object has digits for a name, so what has only such names is a list. Its elements stand in the order
/// of their numbers, whichever the first is. Values stay texts: what takes a parameter knows its type.
package struct DottedParameters {
    /// One parameter: its path's steps that are left, and its value.
    private struct Entry {
        var path: ArraySlice<Substring>
        var value: JSONValue
    }

    private init() {}

    /// The object of all parameters.
    ///
    /// Throws `InvalidParameter` when a path is empty in places or too deep, or leads through another one's value.
    package static func object(
        of parameters: some Sequence<(name: String, value: JSONValue)>
    ) throws(APIFault) -> JSONObject {
        var entries: [Entry] = []
        for (name, value) in parameters {
            let path = name.split(
                separator: ".", maxSplits: JSONReader.maximumDepth, omittingEmptySubsequences: false)
            guard path.count <= JSONReader.maximumDepth, path.allSatisfy({ !$0.isEmpty }) else {
                throw APIFault(.invalidParameter, "The parameter name `\(name.prefix(64))` is not valid.")
            }
            entries.append(Entry(path: path[...], value: value))
        }
        return JSONObject(members: try members(of: entries))
    }

    /// Groups entries by their next step, in the order in which the steps come first.
    private static func members(of entries: [Entry]) throws(APIFault) -> [JSONObject.Member] {
        var order: [Substring] = []
        var groups: [Substring: [Entry]] = [:]
        for entry in entries {
            guard let step = entry.path.first else { continue }
            if groups[step] == nil { order.append(step) }
            groups[step, default: []].append(Entry(path: entry.path.dropFirst(), value: entry.value))
        }
        var members: [JSONObject.Member] = []
        for step in order {
            members.append(.init(name: String(step), value: try value(of: groups[step] ?? [], named: step)))
        }
        return members
    }

    private static func value(of entries: [Entry], named name: Substring) throws(APIFault) -> JSONValue {
        if entries.contains(where: \.path.isEmpty) {
            guard entries.count == 1, let only = entries.first else {
                throw APIFault(.invalidParameter, "The parameter `\(name.prefix(64))` is given twice.")
            }
            return only.value
        }
        let members = try members(of: entries)
        let numbered = members.compactMap { member in member.name.listIndex.map { (index: $0, value: member.value) } }
        guard numbered.count == members.count else { return .object(JSONObject(members: members)) }
        return .list(numbered.sorted { $0.index < $1.index }.map(\.value))
    }
}

extension String {
    /// The number that this text is, written without a leading zero, if it can count the elements of a list.
    fileprivate var listIndex: Int? {
        guard utf8.count <= 9, utf8.allSatisfy(\.isASCIIDigit), utf8.count == 1 || utf8.first != UInt8(ascii: "0")
        else { return nil }
        return Int(self)
    }
}
