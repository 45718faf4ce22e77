/**
 * The terms of the NGSI-LD core @context (ETSI GS CIM 009 V1.8.1, annex B), as a list of facts: it is never
 * downloaded, so that a machine without a network speaks the same language.
 */

const etsi = 'https://uri.etsi.org/ngsi-ld/'
const geojson = 'https://purl.org/geojson/vocab#'
const terms = 'http://purl.org/dc/terms/'

/** What a name expands to that no context defines (clause 4.4). */
export const defaultVocabulary = `${etsi}default-context/`

/** The address of the core @context that answers name. */
export const coreContextUrl = `${etsi}v1/ngsi-ld-core-context-v1.8.jsonld`

/** Whether an address names the core @context, in whichever version: all are answered with the terms of this one. */
export function isCoreContextUrl(url: string): boolean {
  return /^https?:\/\/uri\.etsi\.org\/ngsi-ld\/(v1\/)?ngsi-ld-core-context(-v[\d.]+)?(\.jsonld)?$/.test(url)
}

/** Names whose IRI is `https://uri.etsi.org/ngsi-ld/<name>`. */
const sameName = `
  Attribute AttributeList ContextSourceIdentity ContextSourceNotification ContextSourceRegistration Date DateTime
  EntityType EntityTypeInfo EntityTypeList GeoProperty JsonProperty LanguageProperty ListProperty ListRelationship
  Notification Property Relationship Subscription TemporalProperty Time VocabProperty accept attributeCount
  attributeDetails attributeList attributeName attributeNames attributeTypes attributes attrs avg cacheDuration
  contextSourceAlias contextSourceExtras contextSourceInfo contextSourceTimeAt contextSourceUptime cooldown createdAt
  csf data datasetId deletedAt detail distinctCount endAt endTimeAt endpoint entities pick omit jsonKeys entity
  entityCount entityId entityList error errors expiresAt format geoQ geoproperty georel idPattern information
  instanceId isActive join jsons lang lastFailure lastNotification lastSuccess linkedMaps localOnly location
  management managementInterval max min mode modifiedAt notification notificationTrigger notifiedAt notifierInfo
  notUpdated observationInterval observationSpace observedAt operationSpace operations propertyNames q reason
  receiverInfo refreshRate registrationId registrationName relationshipNames scope scopeQ showChanges startAt status
  stddev subscriptionId subscriptionName success sum sumsq sysAttrs temporalQ tenant throttling timeAt timeInterval
  timeout timeproperty timerel timesFailed timesSent totalCount triggerReason typeList typeName typeNames unchanged
  unitCode updated uri watchedAttributes`

/** Names whose IRI carries another name. */
const otherName: Readonly<Record<string, string>> = {
  containedBy: `${etsi}isContainedBy`,
  dataset: `${etsi}hasDataset`,
  description: `${terms}description`,
  entityMap: `${etsi}hasEntityMap`,
  joinLevel: `${etsi}hasJoinLevel`,
  json: `${etsi}hasJSON`,
  key: `${etsi}hasKey`,
  languageMap: `${etsi}hasLanguageMap`,
  languageMaps: `${etsi}hasLanguageMaps`,
  object: `${etsi}hasObject`,
  objectList: `${etsi}hasObjectList`,
  objects: `${etsi}hasObjects`,
  objectsLists: `${etsi}hasObjectsLists`,
  objectType: `${etsi}hasObjectType`,
  previousJson: `${etsi}hasPreviousJson`,
  previousLanguageMap: `${etsi}hasPreviousLanguageMap`,
  previousObject: `${etsi}hasPreviousObject`,
  previousObjectList: `${etsi}hasPreviousObjectList`,
  previousValue: `${etsi}hasPreviousValue`,
  previousValueList: `${etsi}hasPreviousValueList`,
  previousVocab: `${etsi}hasPreviousVocab`,
  title: `${terms}title`,
  value: `${etsi}hasValue`,
  valueList: `${etsi}hasValueList`,
  valueLists: `${etsi}hasValueLists`,
  values: `${etsi}hasValues`,
  vocab: `${etsi}hasVocab`,
  vocabs: `${etsi}hasVocabs`,
}

/** Names of GeoJSON. */
const ofGeojson = `
  Feature FeatureCollection GeometryCollection LineString MultiLineString MultiPoint MultiPolygon Point Polygon bbox
  coordinates features geometry properties`

const words = (text: string) => text.trim().split(/\s+/)

/** Core term to IRI. `id` and `type` are the keywords of JSON-LD and stand in no map. */
export const coreTerms: ReadonlyMap<string, string> = new Map([
  ...words(sameName).map((name) => [name, etsi + name] as const),
  ...Object.entries(otherName),
  ...words(ofGeojson).map((name) => [name, geojson + name] as const),
])

/** IRI to core term. */
export const coreNames: ReadonlyMap<string, string> = new Map(
  [...coreTerms].map(([term, iri]) => [iri, term]),
)

/** The prefixes of the core @context. */
export const corePrefixes: ReadonlyMap<string, string> = new Map([
  ['ngsi-ld', etsi],
  ['geojson', geojson],
])

/** Core terms that no other context may define anew, the keywords' aliases among them. */
export function isCoreTerm(term: string): boolean {
  return term === 'id' || term === 'type' || coreTerms.has(term) || corePrefixes.has(term)
}
