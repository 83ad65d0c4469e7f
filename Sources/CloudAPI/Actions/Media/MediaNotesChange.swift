// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel

/// The members of ModifyMediaInfo that change a file's title and notes; what is absent stays.
struct MediaNotesChange: Sendable {
    /// Characters.
    private static let maximumNameLength = 64
    private static let maximumDescriptionLength = 128
    private static let maximumTagLength = 32
    private static let maximumTags = 16

    /// What the values have to keep to.
    static let limits = [
        "`Name` has 1 to \(maximumNameLength) characters, `Description` at most \(maximumDescriptionLength).",
        "A file has at most \(maximumTags) tags of at most \(maximumTagLength) characters.",
    ]

    private let name: String?
    private let description: String?
    private let classID: Int64?
    private let expireTime: String?
    private let addedTags: [String]
    private let deletedTags: [String]
    private let clearsTags: Bool
    /// What `expireTime` means, once it is checked.
    private var expires: WallTime?

    init(_ parameters: inout Parameters) throws(APIFault) {
        name = try parameters.string("Name")
        description = try parameters.string("Description")
        classID = try parameters.integer("ClassId")
        expireTime = try parameters.string("ExpireTime")
        addedTags = try parameters.strings("AddTags")
        deletedTags = try parameters.strings("DeleteTags")
        // Other values are without meaning, says the document.
        clearsTags = try parameters.integer("ClearTags", as: Int64.self) == 1
    }

    /// The change, when its values are as documented; throws `InvalidParameterValue` and its kin.
    func checked(at now: WallTime) throws(APIFault) -> MediaNotesChange {
        if let name, name.isEmpty || name.count > Self.maximumNameLength {
            throw APIFault(.nameValue, "`Name` must have 1 to \(Self.maximumNameLength) characters.")
        }
        guard (description ?? "").count <= Self.maximumDescriptionLength else {
            throw APIFault(
                .descriptionValue, "`Description` is longer than \(Self.maximumDescriptionLength) characters.")
        }
        if let classID, classID < 0 { throw .value(classID, of: "ClassId") }
        try checkTags()
        var change = self
        if let expireTime, expireTime != APITime.never {
            guard let time = APITime.time(expireTime), time > now else {
                throw .value(
                    expireTime.prefix(64), of: "ExpireTime", code: .expireTimeValue,
                    rule: "It must be a time to come, like 2027-11-29T19:00:00Z.")
            }
            change.expires = time
        }
        return change
    }

    private func checkTags() throws(APIFault) {
        for tag in addedTags {
            guard !tag.isEmpty else { throw .value(tag, of: "AddTags") }
            guard tag.count <= Self.maximumTagLength else { throw APIFault(.tagTooLong) }
        }
        guard !clearsTags || addedTags.isEmpty else { throw APIFault(.addTagsAndClearTags) }
        guard Set(addedTags).isDisjoint(with: deletedTags) else { throw APIFault(.addTagsAndDeleteTags) }
    }

    /// Changes a file; throws `LimitExceeded.TagCountReachMax`.
    func apply(to file: inout RecordedFile, at now: WallTime) throws(APIFault) {
        if let name { file.title = name }
        if let description { file.notes.description = description }
        if let classID { file.notes.classID = classID }
        if expireTime != nil { file.notes.expires = expires }
        var tags = clearsTags ? [] : file.notes.tags.filter { !deletedTags.contains($0) }
        for tag in addedTags where !tags.contains(tag) { tags.append(tag) }
        guard tags.count <= Self.maximumTags else { throw APIFault(.tagCountReachMax) }
        file.notes.tags = tags
        file.notes.updated = now
    }
}
