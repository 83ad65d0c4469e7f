// SPDX-License-Identifier: Apache-2.0

package import Media

/// Where notifications go, and the key that signs them.
package struct CallbackTemplate: Hashable, Sendable {
    /// 1 and above; 0 for a template that the catalogue has not numbered yet.
    package var id: Int64
    package var name: String
    package var description: String
    /// The URL for each kind of event that has one.
    package var urls: [CallbackKind: String]
    /// Empty when notifications are not signed.
    package var key: String
    package var recordExceptionLevels: [String]

    package init(
        id: Int64 = 0, name: String, description: String = "", urls: [CallbackKind: String], key: String = "",
        recordExceptionLevels: [String] = []
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.urls = urls
        self.key = key
        self.recordExceptionLevels = recordExceptionLevels
    }

    /// Where an announcement goes; nil when it is not wanted: exceptions go by their level, where levels are named.
    package func target(of announcement: Announcement) -> String? {
        if let level = announcement.level, !recordExceptionLevels.isEmpty, !recordExceptionLevels.contains(level) {
            return nil
        }
        return urls[announcement.kind].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// What a callback URL is for; the raw value is the template's member in the API.
package enum CallbackKind: String, Hashable, Sendable, CaseIterable, Codable {
    case streamBegin = "StreamBeginNotifyUrl"
    case streamEnd = "StreamEndNotifyUrl"
    case streamMix = "StreamMixNotifyUrl"
    case record = "RecordNotifyUrl"
    case recordStatus = "RecordStatusNotifyUrl"
    case recordException = "RecordExceptionNotifyUrl"
    case snapshot = "SnapshotNotifyUrl"
    case pornCensorship = "PornCensorshipNotifyUrl"
    case pushException = "PushExceptionNotifyUrl"
    case audioAudit = "AudioAuditNotifyUrl"
}

/// Binds a template to the streams of a domain and app.
package struct CallbackRule: Hashable, Sendable {
    package var domain: String
    /// Empty for every app of the domain.
    package var application: String
    package var templateID: Int64
    package var created: WallTime

    package init(domain: String, application: String, templateID: Int64, created: WallTime = .seconds(0)) {
        self.domain = domain.lowercased()
        self.application = application
        self.templateID = templateID
        self.created = created
    }
}
