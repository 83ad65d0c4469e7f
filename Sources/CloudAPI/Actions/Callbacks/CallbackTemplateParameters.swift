// SPDX-License-Identifier: Apache-2.0

import RecordingModel

/// The members of a callback template beside its name; what is absent stays as it is (reference: companion-api,
/// section 4).
struct CallbackTemplateParameters {
    /// Bytes.
    private static let maximumNameLength = 255
    private static let maximumDescriptionLength = 1_024
    private static let maximumURLLength = 2_048
    private static let maximumKeyLength = 256

    /// What the values have to keep to.
    static let limits = [
        "`TemplateName` has at most \(maximumNameLength) bytes: Chinese characters, letters, digits, `_` and `-`.",
        "`Description` has at most \(maximumDescriptionLength) bytes, a URL \(maximumURLLength), "
            + "`CallbackKey` \(maximumKeyLength).",
        "`RecordExceptionLevels` are error, warning and info.",
    ]

    private let description: String?
    /// The URLs that are given; an empty one takes the template's away.
    private let urls: [(kind: CallbackKind, url: String)]
    private let callbackKey: String?
    private let recordExceptionLevels: [String]

    init(_ parameters: inout Parameters, kinds: [CallbackKind]) throws(APIFault) {
        description = try parameters.string("Description")
        var urls: [(kind: CallbackKind, url: String)] = []
        for kind in kinds {
            if let url = try parameters.string(kind.rawValue) { urls.append((kind, url)) }
        }
        self.urls = urls
        callbackKey = try parameters.string("CallbackKey")
        recordExceptionLevels = try parameters.strings("RecordExceptionLevels")
    }

    /// Checks the values and takes them into a template; throws `InvalidParameter` and its kin.
    func apply(to template: inout CallbackTemplate) throws(APIFault) {
        if let description {
            guard description.utf8.count <= Self.maximumDescriptionLength else {
                throw APIFault(
                    .invalidParameter, "Description is longer than \(Self.maximumDescriptionLength) bytes.")
            }
            template.description = description
        }
        if let callbackKey {
            guard callbackKey.utf8.count <= Self.maximumKeyLength else {
                throw APIFault(.invalidParameterValue, "`CallbackKey` is longer than \(Self.maximumKeyLength) bytes.")
            }
            template.key = callbackKey
        }
        for (kind, url) in urls {
            guard url.isEmpty || (url.utf8.count <= Self.maximumURLLength && url.isCallable) else {
                throw .value(url.prefix(256), of: kind.rawValue, code: .urlNotSafe)
            }
            template.urls[kind] = url.isEmpty ? nil : url
        }
        for level in recordExceptionLevels where !["error", "warning", "info"].contains(level) {
            throw .value(level.prefix(64), of: "RecordExceptionLevels")
        }
        if !recordExceptionLevels.isEmpty { template.recordExceptionLevels = recordExceptionLevels }
    }

    /// The name of a template; throws `InvalidParameter.ArgsNotMatch`.
    static func checkedName(_ name: String) throws(APIFault) -> String {
        guard name.isTemplateName, name.utf8.count <= maximumNameLength else {
            throw .value(
                name.prefix(64), of: "TemplateName", code: .argumentsNotMatched,
                rule: "Chinese characters, letters, digits, `_` and `-` are allowed.")
        }
        return name
    }
}

extension String {
    /// Whether this is an absolute http or https URL with a host, of printable ASCII (RFC 3986, 2).
    fileprivate var isCallable: Bool {
        guard utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        for scheme in ["http://", "https://"] where lowercased().hasPrefix(scheme) {
            return dropFirst(scheme.count).first.map { !"/?#:@".contains($0) } ?? false
        }
        return false
    }
}
