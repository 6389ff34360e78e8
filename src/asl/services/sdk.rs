//! What the AWS SDK integrations call the services, and what they do not offer (AWS: "Learning to use AWS service SDK
//! integrations in Step Functions").

/// What they call a service whose command line, API or optimised integration has another name.
pub const SDK_NAMES: [(&str, &str); 29] = [
    ("application-autoscaling", "applicationautoscaling"),
    ("ce", "costexplorer"),
    ("cognito-idp", "cognitoidentityprovider"),
    ("cognitoidp", "cognitoidentityprovider"),
    ("cur", "costandusagereport"),
    ("ddb", "dynamodb"),
    ("deploy", "codedeploy"),
    ("discovery", "applicationdiscovery"),
    ("dms", "databasemigration"),
    ("ds", "directory"),
    ("elasticmapreduce", "emr"),
    ("elb", "elasticloadbalancing"),
    ("elbv2", "elasticloadbalancingv2"),
    ("email", "ses"),
    ("emr-containers", "emrcontainers"),
    ("emr-serverless", "emrserverless"),
    ("es", "elasticsearch"),
    ("events", "eventbridge"),
    ("lex-models", "lexmodelbuilding"),
    ("logs", "cloudwatchlogs"),
    ("meteringmarketplace", "marketplacemetering"),
    ("mgh", "migrationhub"),
    ("monitoring", "cloudwatch"),
    ("redshift-data", "redshiftdata"),
    ("s3api", "s3"),
    ("serverlessrepo", "serverlessapplicationrepository"),
    ("states", "sfn"),
    ("stepfunctions", "sfn"),
    ("step-functions", "sfn"),
];

/// Every service with a name of five letters or more. Services are added all the time: that one is not here says nothing,
/// that it is nearly one of these says what was meant.
const LONG_NAMES: &str = "accessanalyzer account amplify amplifybackend amplifyuibuilder apigateway apigatewayv2 \
    appconfig appconfigdata appfabric appflow appintegrations applicationautoscaling applicationcostprofiler \
    applicationdiscovery applicationinsights applicationsignals appmesh apprunner appstream appsync apptest arczonalshift \
    athena auditmanager autoscaling autoscalingplans backup backupgateway backupsearch batch bcmdataexports \
    bcmpricingcalculator bedrock bedrockagent bedrockagentruntime bedrockdataautomation bedrockdataautomationruntime \
    bedrockruntime billing billingconductor braket budgets chime chimesdkidentity chimesdkmediapipelines chimesdkmeetings \
    chimesdkmessaging chimesdkvoice cleanrooms cleanroomsml cloud9 cloudcontrol clouddirectory cloudformation cloudfront \
    cloudfrontkeyvaluestore cloudhsm cloudhsmv2 cloudsearch cloudtrail cloudtraildata cloudwatch cloudwatchlogs \
    codeartifact codebuild codecatalyst codecommit codeconnections codedeploy codeguruprofiler codegurureviewer \
    codegurusecurity codepipeline codestarconnections codestarnotifications cognitoidentity cognitoidentityprovider \
    cognitosync comprehend comprehendmedical computeoptimizer config connect connectcampaigns connectcampaignsv2 \
    connectcases connectcontactlens connectparticipant controlcatalog controltower costandusagereport costexplorer \
    costoptimizationhub customerprofiles databasemigration databrew dataexchange datapipeline datasync datazone deadline \
    detective devicefarm devopsguru directconnect directory directoryservicedata docdb docdbelastic dynamodb \
    dynamodbstreams ec2instanceconnect ecrpublic eksauth elasticache elasticbeanstalk elasticinference \
    elasticloadbalancing elasticloadbalancingv2 elasticsearch elastictranscoder emrcontainers emrserverless \
    entityresolution eventbridge evidently finspace finspacedata firehose forecast forecastquery frauddetector freetier \
    gamelift geomaps geoplaces georoutes glacier grafana greengrass greengrassv2 groundstation guardduty health healthlake \
    honeycode identitystore imagebuilder inspector inspector2 inspectorscan internetmonitor invoicing iotanalytics \
    iotdeviceadvisor iotevents ioteventsdata iotfleethub iotfleetwise iotjobsdataplane iotsecuretunneling iotsitewise \
    iotthingsgraph iottwinmaker iotwireless ivschat ivsrealtime kafka kafkaconnect kendra kendraranking keyspaces kinesis \
    kinesisanalytics kinesisanalyticsv2 kinesisvideo kinesisvideoarchivedmedia kinesisvideomedia kinesisvideosignaling \
    kinesisvideowebrtcstorage lakeformation lambda launchwizard lexmodelbuilding lexmodelsv2 lexruntime lexruntimev2 \
    licensemanager licensemanagerlinuxsubscriptions licensemanagerusersubscriptions lightsail location lookoutequipment \
    lookoutmetrics lookoutvision macie2 mailmanager managedblockchain managedblockchainquery marketplacecatalog \
    marketplacecommerceanalytics marketplaceentitlement marketplacemetering marketplacereporting mediaconnect mediaconvert \
    medialive mediapackage mediapackagev2 mediapackagevod mediastore mediatailor medicalimaging memorydb migrationhub \
    migrationhubconfig migrationhuborchestrator migrationhubrefactorspaces migrationhubstrategy mturk neptune neptunegraph \
    networkfirewall networkflowmonitor networkmanager networkmonitor notificationscontacts observabilityadmin omics \
    opensearch opensearchserverless opsworks opsworkscm organizations outposts panorama partnercentralselling \
    paymentcryptography paymentcryptographydata pcaconnectorad pcaconnectorscep personalize personalizeevents \
    personalizeruntime pinpoint pinpointemail pinpointsmsvoice pinpointsmsvoicev2 pipes polly pricing privatenetworks \
    proton qapps qbusiness qconnect qldbsession quicksight rdsdata redshift redshiftdata redshiftserverless rekognition \
    repostspace resiliencehub resourceexplorer2 resourcegroups resourcegroupstaggingapi robomaker rolesanywhere route53 \
    route53domains route53profiles route53recoverycluster route53recoverycontrolconfig route53recoveryreadiness \
    route53resolver s3control s3outposts s3tables sagemaker sagemakera2iruntime sagemakeredge \
    sagemakerfeaturestoreruntime sagemakergeospatial sagemakermetrics sagemakerruntime savingsplans scheduler schemas \
    secretsmanager securityhub securityir securitylake serverlessapplicationrepository servicecatalog \
    servicecatalogappregistry servicediscovery servicequotas sesv2 shield signer simspaceweaver snowball \
    snowdevicemanagement socialmessaging ssmcontacts ssmincidents ssmquicksetup ssmsap ssoadmin ssooidc storagegateway \
    supplychain support supportapp synthetics taxsettings textract timestreaminfluxdb timestreamquery timestreamwrite \
    transcribe transfer translate trustedadvisor verifiedpermissions voiceid vpclattice wafregional wafv2 wellarchitected \
    wisdom workdocs workmail workmailmessageflow workspaces workspacesthinclient workspacesweb";

/// Actions that a service has and the integration with it has not, in camel case.
const REFUSED: [(&str, &str); 23] = [
    ("applicationdiscovery", "describeExportConfigurations exportConfigurations"),
    ("bedrockagentruntime", "invokeAgent invokeFlow invokeInlineAgent optimizePrompt retrieveAndGenerateStream"),
    ("bedrockruntime", "invokeModelWithResponseStream converseStream"),
    ("cloudwatchlogs", "startLiveTail"),
    (
        "codedeploy",
        "batchGetDeploymentInstances getDeploymentInstance listDeploymentInstances skipWaitTimeForInstanceTermination",
    ),
    ("comprehendmedical", "detectEntities"),
    ("dataexchange", "sendApiAsset"),
    (
        "directconnect",
        "allocateConnectionOnInterconnect describeConnectionLoa describeConnectionsOnInterconnect describeInterconnectLoa",
    ),
    ("efs", "createTags"),
    ("elastictranscoder", "testRole"),
    ("emr", "describeJobFlows"),
    ("iot", "attachPrincipalPolicy detachPrincipalPolicy listPolicyPrincipals listPrincipalPolicies"),
    ("iotdeviceadvisor", "listTestCases"),
    ("iotsitewise", "invokeAssistant"),
    ("kinesis", "subscribeToShard"),
    ("lambda", "invokeAsync invokeWithResponseStream"),
    ("lexruntimev2", "startConversation"),
    ("mediapackage", "rotateChannelCredentials"),
    ("qbusiness", "chat"),
    ("rdsdata", "executeSql"),
    ("s3", "selectObjectContent"),
    ("sagemakerruntime", "invokeEndpointWithResponseStream"),
    ("sts", "assumeRole assumeRoleWithSAML assumeRoleWithWebIdentity"),
];

/// The services' longer names.
pub fn sdk_long_names() -> impl Iterator<Item = &'static str> {
    LONG_NAMES.split_ascii_whitespace()
}

/// Whether the integration with a service leaves one of its actions out.
pub fn sdk_refuses(service: &str, action: &str) -> bool {
    let row = REFUSED.iter().find(|(name, _)| *name == service);
    row.is_some_and(|(_, actions)| actions.split(' ').any(|refused| refused.eq_ignore_ascii_case(action)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_name_each_thing_once_and_in_order() {
        let names: Vec<&str> = sdk_long_names().collect();
        assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        assert!(names.iter().all(|name| name.len() >= 5 && name.chars().all(is_plain)));
        assert!(SDK_NAMES.iter().all(|(_, name)| name.len() < 5 || names.contains(name)));
        assert!(SDK_NAMES.iter().all(|(other, _)| !names.contains(other)));
        assert!(REFUSED.is_sorted_by(|a, b| a.0 < b.0));
        assert!(REFUSED.iter().all(|(name, _)| name.len() < 5 || names.contains(name)));
        assert!(sdk_refuses("sts", "assumeRole") && !sdk_refuses("sts", "getCallerIdentity"));
    }
}
