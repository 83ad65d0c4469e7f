// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// The members of ModifyMediaInfo that change a file's marks.
struct MediaMarksChange: Sendable {
    private static let maximumMarks = 100
    /// Characters.
    private static let maximumContentLength = 128

    /// What the values have to keep to.
    static let limits = [
        "A file has at most \(maximumMarks) marks of 1 to \(maximumContentLength) characters; one added takes the place of that at its offset."
    ]

    private let added: [MediaMark]
    private let deleted: Set<Double>
    private let clears: Bool

    init(_ parameters: inout Parameters) throws(APIFault) {
        added = try parameters.objects("AddKeyFrameDescs") { (members) throws(APIFault) in
            MediaMark(
                offset: try members.requiredFloat("TimeOffset"), content: try members.requiredString("Content"))
        }
        deleted = Set(try parameters.floats("DeleteKeyFrameDescs"))
        // Other values are without meaning, says the document.
        clears = try parameters.integer("ClearKeyFrameDescs", as: Int64.self) == 1
    }

    /// Throws `InvalidParameterValue` and its kin for values that are not as documented.
    func check() throws(APIFault) {
        for (index, mark) in added.enumerated() {
            guard mark.offset >= 0 else { throw .value(mark.offset, of: "AddKeyFrameDescs.\(index).TimeOffset") }
            guard !mark.content.isEmpty else { throw .value("", of: "AddKeyFrameDescs.\(index).Content") }
            guard mark.content.count <= Self.maximumContentLength else { throw APIFault(.markTooLong) }
        }
        guard !clears || added.isEmpty else { throw APIFault(.addMarksAndClearMarks) }
        guard deleted.isDisjoint(with: added.map(\.offset)) else { throw APIFault(.addMarksAndDeleteMarks) }
    }

    /// Changes a file; throws `LimitExceeded.KeyFrameDescCountReachMax`.
    func apply(to notes: inout MediaNotes) throws(APIFault) {
        let kept = clears ? [] : notes.marks.filter { !deleted.contains($0.offset) }
        let marks = Dictionary((kept + added).map { ($0.offset, $0) }) { $1 }
        guard marks.count <= Self.maximumMarks else { throw APIFault(.markCountReachMax) }
        notes.marks = marks.values.sorted { $0.offset < $1.offset }
    }
}
