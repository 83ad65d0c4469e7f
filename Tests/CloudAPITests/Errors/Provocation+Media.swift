// SPDX-License-Identifier: Apache-2.0

import CloudAPI
import Media
import RecordingModel
import RecordingTesting

/// The requests for section 8 of companion-api: the media library.
extension Provocation {
    static let media = describe + search + deleteAndModify + covers + marks

    private static let describe = [
        Provocation(
            "DescribeMediaInfos", #"{"FileIds":"1"}"#, "InvalidParameter",
            "The value type of parameter `FileIds` is not valid, input type should be `list`."),
        Provocation(
            "DescribeMediaInfos", #"{"FileIds":[]}"#, "InvalidParameterValue.FileIdsEmpty",
            "The parameter `FileIds` names no file."),
        Provocation(
            "DescribeMediaInfos", #"{"FileIds":["\#(Array(repeating: "1", count: 21).joined(separator: "\",\""))"]}"#,
            "InvalidParameterValue.FileIdsOverLimit", "The parameter `FileIds` names more than 20 files."),
    ]

    /// Lists that are one element too long, by the code's name.
    private static let longLists =
        [
            ("FileIds", 10), ("Names", 10), ("NamePrefixes", 10), ("SourceTypes", 10), ("StreamIds", 10), ("Tags", 16),
        ].map { name, limit in
            let list = Array(repeating: "\"1\"", count: limit + 1).joined(separator: ",")
            return Provocation(
                "SearchMedia", #"{"\#(name)":[\#(list)]}"#, "InvalidParameterValue.\(name)",
                "The parameter `\(name)` has more than \(limit) elements.")
        }

    private static let search =
        longLists + [
            Provocation(
                "SearchMedia", #"{"ClassIds":[1,2,3,4,5,6,7,8,9,10,11]}"#, "InvalidParameterValue.ClassIds",
                "The parameter `ClassIds` has more than 10 elements."),
            Provocation(
                "SearchMedia", #"{"Categories":["Film"]}"#, "InvalidParameterValue.Categories",
                "The value `Film` specified in the parameter `Categories` is not valid."),
            Provocation(
                "SearchMedia", #"{"StartTime":"now"}"#, "InvalidParameterValue.StartTime",
                "The value `now` specified in the parameter `StartTime` is not valid."),
            Provocation(
                "SearchMedia", #"{"EndTime":"now"}"#, "InvalidParameterValue.EndTime",
                "The value `now` specified in the parameter `EndTime` is not valid."),
            Provocation(
                "SearchMedia", #"{"Offset":4991}"#, "InvalidParameterValue.Offset",
                "`Offset` and `Limit` add up to more than 5000."),
            Provocation(
                "SearchMedia", #"{"Sort":{"Field":"Size","Order":"Asc"}}"#, "InvalidParameterValue.Sort",
                "The value `Size` specified in the parameter `Sort.Field` is not valid."),
            Provocation(
                "SearchMedia", #"{"Text":"\#(String(repeating: "a", count: 65))"}"#, "InvalidParameterValue.Text",
                "`Text` is longer than 64 characters."),
        ]

    private static let deleteAndModify = [
        Provocation(
            "DeleteMedia", #"{"FileId":"7"}"#, "ResourceNotFound", "There is no media file of this `FileId`."),
        Provocation(
            "DeleteMedia", #"{"FileId":"1"}"#, "InternalError",
            "An internal error occurred. Please retry your request.",
            prepare: { api in
                try await insertFile(api)
                api.media.fail(with: StorageFault(errorNumber: 5, operation: "remove"))
            }),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"7","Name":"a"}"#, "ResourceNotFound.FileNotExist",
            "There is no such file."),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","AddTags":["a"],"ClearTags":1}"#,
            "InvalidParameterValue.AddTagsAndClearTagsConflict", "`AddTags` and `ClearTags` exclude each other.",
            prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","AddTags":["a"],"DeleteTags":["a"]}"#,
            "InvalidParameterValue.AddTagsAndDeleteTagsConflict",
            "`AddTags` and `DeleteTags` must have no tag in common.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","Description":"\#(String(repeating: "a", count: 129))"}"#,
            "InvalidParameterValue.Description", "`Description` is longer than 128 characters.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","ExpireTime":"2027-01-15T08:00:00Z"}"#,
            "InvalidParameterValue.ExpireTime",
            "The value `2027-01-15T08:00:00Z` specified in the parameter `ExpireTime` is not valid. It must be a time to come, like 2027-11-29T19:00:00Z.",
            prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","Name":""}"#, "InvalidParameterValue.Name",
            "`Name` must have 1 to 64 characters.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","AddTags":["\#(String(repeating: "a", count: 33))"]}"#,
            "InvalidParameterValue.TagTooLong", "A tag is longer than 32 characters.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo",
            #"{"FileId":"1","AddTags":["\#((1...17).map(String.init).joined(separator: "\",\""))"]}"#,
            "LimitExceeded.TagCountReachMax", "A file can have 16 tags.", prepare: insertFile),
    ]

    private static let covers = ["aGk=", "/9j/4", "R0lG"].map { data in
        Provocation(
            "ModifyMediaInfo", #"{"FileId":"1","CoverData":"\#(data)"}"#, "InvalidParameterValue.ImageDecodeError",
            "`CoverData` is not a GIF, JPEG or PNG picture in Base64.", prepare: insertFile)
    }

    private static func add(_ marks: [String], _ more: String = "") -> String {
        let list = marks.enumerated().map { #"{"TimeOffset":\#($0.offset),"Content":"\#($0.element)"}"# }
        return #"{"FileId":"1","AddKeyFrameDescs":[\#(list.joined(separator: ","))]\#(more)}"#
    }

    private static let marks = [
        Provocation(
            "ModifyMediaInfo", add(["a"], #","ClearKeyFrameDescs":1"#),
            "InvalidParameterValue.AddKeyFrameDescsAndClearKeyFrameDescsConflict",
            "`AddKeyFrameDescs` and `ClearKeyFrameDescs` exclude each other.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", add(["a", "b"], #","DeleteKeyFrameDescs":[1.0]"#),
            "InvalidParameterValue.AddKeyFrameDescsAndDeleteKeyFrameDescsConflict",
            "`AddKeyFrameDescs` and `DeleteKeyFrameDescs` must have no offset in common.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", add([String(repeating: "点", count: 129)]),
            "InvalidParameterValue.KeyFrameDescContentTooLong",
            "The content of a mark is longer than 128 characters.", prepare: insertFile),
        Provocation(
            "ModifyMediaInfo", add(Array(repeating: "a", count: 101)), "LimitExceeded.KeyFrameDescCountReachMax",
            "A file can have 100 marks.", prepare: insertFile),
    ]

    private static let insertFile: @Sendable (TestAPI) async throws -> Void = { api in
        let publication = Publication(
            id: PublicationID(number: 1), key: StreamKey(domain: "push.example.com", application: "live", stream: "a"),
            begun: .seconds(TestAPI.start), clientAddress: "192.0.2.1", parameters: "")
        try await api.catalogue.insert(
            RecordedFile(
                id: "1", cause: .order(taskID: "U1"), templateID: 0, sessionID: "9", publication: publication,
                format: .flv, title: "a", path: "a/1/f.flv", size: 7,
                facts: MediaFacts(begun: .seconds(TestAPI.start)), created: .seconds(TestAPI.start)))
    }
}
