// SPDX-License-Identifier: Apache-2.0

/// Which page of a list is asked for: `PageNum` and `PageSize`, and how they are answered.
struct Page {
    /// Entries on a page when nothing else is asked for.
    private static let defaultSize: UInt64 = 10

    private let number: UInt64
    private let size: UInt64

    /// Takes both, page 1 of ten entries where they are absent.
    init(_ parameters: inout Parameters) throws(APIFault) {
        number = try parameters.integer("PageNum") ?? 1
        size = try parameters.integer("PageSize") ?? Self.defaultSize
    }

    /// Takes both, which must be given.
    init(required parameters: inout Parameters) throws(APIFault) {
        number = try parameters.requiredInteger("PageNum")
        size = try parameters.requiredInteger("PageSize")
    }

    /// Where the page begins and how many entries it has at most; throws `InvalidParameterValue`.
    ///
    /// The ranges must be so small that their product fits an integer.
    func checked(
        numbers: ClosedRange<UInt64> = 1...100_000, sizes: ClosedRange<UInt64>
    ) throws(APIFault) -> (offset: Int, size: Int) {
        for (name, value, range) in [("PageNum", number, numbers), ("PageSize", size, sizes)] {
            guard range.contains(value) else {
                throw .value(value, of: name, rule: "It must be \(range.lowerBound) to \(range.upperBound).")
            }
        }
        return (Int(number - 1) * Int(size), Int(size))
    }

    /// The four members that an answer has beside its list.
    func members(total: Int) -> [JSONObject.Member] {
        let pages = (UInt64(total) + size - 1) / size
        let object: JSONObject = [
            "PageNum": .integer(number), "PageSize": .integer(size), "TotalNum": .integer(total),
            "TotalPage": .integer(pages),
        ]
        return object.members
    }
}
