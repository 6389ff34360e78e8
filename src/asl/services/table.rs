//! The rows. An action's arguments are those of its API, the first letter large (AWS: "Passing parameters to a service
//! API in Step Functions"); of the largest only the outer members are named.

use super::{Action, Members, Service};
use crate::asl::Pattern;
use Pattern::{RequestResponse, Sync, Sync2, WaitForTaskToken};

const CALL: &[Pattern] = &[RequestResponse];
const JOB: &[Pattern] = &[RequestResponse, Sync];
const TOKEN: &[Pattern] = &[RequestResponse, WaitForTaskToken];
const JOB_OR_TOKEN: &[Pattern] = &[RequestResponse, Sync, WaitForTaskToken];
const NESTED: &[Pattern] = &[RequestResponse, Sync, Sync2, WaitForTaskToken];

/// Every service with an optimised integration (AWS: "Integrating optimized services with Step Functions").
#[rustfmt::skip]
pub static SERVICES: &[Service] = &[
    Service { id: "apigateway", label: "Amazon API Gateway", sdk: None, icon: None, actions: &[
        Action { name: "invoke", patterns: TOKEN, arguments: Members("ApiEndpoint! Method! Headers Stage Path QueryParameters RequestBody AllowNullValues AuthType") },
    ] },
    Service { id: "athena", label: "Amazon Athena", sdk: Some("athena"), icon: None, actions: &[
        Action { name: "startQueryExecution", patterns: JOB, arguments: Members("QueryString! ClientRequestToken QueryExecutionContext{Database Catalog} ResultConfiguration{OutputLocation EncryptionConfiguration{EncryptionOption \
            KmsKey} ExpectedBucketOwner AclConfiguration{S3AclOption}} WorkGroup ExecutionParameters \
            ResultReuseConfiguration{ResultReuseByAgeConfiguration{Enabled MaxAgeInMinutes}} EngineConfiguration{CoordinatorDpuSize MaxConcurrentDpus \
            DefaultExecutorDpuSize AdditionalConfigs SparkProperties Classifications[{Name Properties}]}") },
        Action { name: "stopQueryExecution", patterns: CALL, arguments: Members("QueryExecutionId!") },
        Action { name: "getQueryExecution", patterns: CALL, arguments: Members("QueryExecutionId!") },
        Action { name: "getQueryResults", patterns: CALL, arguments: Members("QueryExecutionId! NextToken MaxResults QueryResultType") },
    ] },
    Service { id: "batch", label: "AWS Batch", sdk: Some("batch"), icon: None, actions: &[
        Action { name: "submitJob", patterns: JOB, arguments: Members("JobName! JobQueue! ShareIdentifier SchedulingPriorityOverride ArrayProperties{Size} DependsOn[{JobId Type}] JobDefinition! Parameters \
            ContainerOverrides{Vcpus Memory Command InstanceType Environment[{Name Value}] ResourceRequirements[{Value Type}]} NodeOverrides{NumNodes \
            NodePropertyOverrides[{TargetNodes ContainerOverrides{Vcpus Memory Command InstanceType Environment[{Name Value}] ResourceRequirements[{Value \
            Type}]} EcsPropertiesOverride{TaskProperties[{Containers[{Command Environment Name ResourceRequirements}]}]} InstanceTypes \
            EksPropertiesOverride{PodProperties{Containers[{Name Image Command Args Env[{Name Value}] Resources{Limits Requests}}] InitContainers[{Name Image \
            Command Args Env[{Name Value}] Resources{Limits Requests}}] Metadata{Labels Annotations Namespace}}} \
            ConsumableResourcePropertiesOverride{ConsumableResourceList[{ConsumableResource Quantity}]}}]} RetryStrategy{Attempts EvaluateOnExit[{OnStatusReason \
            OnReason OnExitCode Action}]} PropagateTags Timeout{AttemptDurationSeconds} Tags EksPropertiesOverride{PodProperties{Containers[{Name Image Command \
            Args Env[{Name Value}] Resources{Limits Requests}}] InitContainers[{Name Image Command Args Env[{Name Value}] Resources{Limits Requests}}] \
            Metadata{Labels Annotations Namespace}}} EcsPropertiesOverride{TaskProperties[{Containers[{Command Environment[{Name Value}] Name \
            ResourceRequirements[{Value Type}]}]}]} ConsumableResourcePropertiesOverride{ConsumableResourceList[{ConsumableResource Quantity}]}") },
    ] },
    Service { id: "bedrock", label: "Amazon Bedrock", sdk: None, icon: None, actions: &[
        Action { name: "invokeModel", patterns: TOKEN, arguments: Members("ModelId! Body/Input! Body Input{S3Uri} Output{S3Uri} ContentType Accept GuardrailIdentifier GuardrailVersion PerformanceConfigLatency ServiceTier \
            Trace") },
        Action { name: "createModelCustomizationJob", patterns: JOB_OR_TOKEN, arguments: Members("JobName! CustomModelName! RoleArn! ClientRequestToken BaseModelIdentifier! CustomizationType CustomModelKmsKeyId JobTags[{Key Value}] \
            CustomModelTags[{Key Value}] TrainingDataConfig!{S3Uri InvocationLogsConfig{UsePromptResponse InvocationLogSource{S3Uri} \
            RequestMetadataFilters{Equals NotEquals AndAll[{Equals NotEquals}] OrAll[{Equals NotEquals}]}}} ValidationDataConfig{Validators[{S3Uri}]} \
            OutputDataConfig!{S3Uri} HyperParameters VpcConfig{SubnetIds SecurityGroupIds} \
            CustomizationConfig{DistillationConfig{TeacherModelConfig{TeacherModelIdentifier MaxResponseLengthForInference}} \
            RftConfig{GraderConfig{LambdaGrader{LambdaArn}} HyperParameters{EpochCount BatchSize LearningRate MaxPromptLength TrainingSamplePerPrompt \
            InferenceMaxTokens ReasoningEffort EvalInterval}}}") },
    ] },
    Service { id: "bedrock-agentcore", label: "Amazon Bedrock AgentCore", sdk: None, icon: None, actions: &[
        Action { name: "invokeHarness", patterns: CALL, arguments: Members("HarnessArn! Messages! ActorId AllowedTools Baggage MaxIterations MaxTokens Model Qualifier RuntimeSessionId RuntimeUserId Skills SystemPrompt \
            TimeoutSeconds Tools TraceId TraceParent TraceState") },
    ] },
    Service { id: "codebuild", label: "AWS CodeBuild", sdk: Some("codebuild"), icon: None, actions: &[
        Action { name: "startBuild", patterns: JOB, arguments: Members("ProjectName! SecondarySourcesOverride SecondarySourcesVersionOverride SourceVersion ArtifactsOverride SecondaryArtifactsOverride \
            EnvironmentVariablesOverride SourceTypeOverride SourceLocationOverride SourceAuthOverride GitCloneDepthOverride GitSubmodulesConfigOverride \
            BuildspecOverride InsecureSslOverride ReportBuildStatusOverride BuildStatusConfigOverride EnvironmentTypeOverride ImageOverride ComputeTypeOverride \
            CertificateOverride CacheOverride ServiceRoleOverride PrivilegedModeOverride TimeoutInMinutesOverride QueuedTimeoutInMinutesOverride \
            EncryptionKeyOverride IdempotencyToken LogsConfigOverride RegistryCredentialOverride ImagePullCredentialsTypeOverride DebugSessionEnabled \
            FleetOverride AutoRetryLimitOverride") },
        Action { name: "stopBuild", patterns: CALL, arguments: Members("Id!") },
        Action { name: "batchDeleteBuilds", patterns: CALL, arguments: Members("Ids!") },
        Action { name: "batchGetReports", patterns: CALL, arguments: Members("ReportArns!") },
        Action { name: "startBuildBatch", patterns: JOB, arguments: Members("ProjectName! SecondarySourcesOverride SecondarySourcesVersionOverride SourceVersion ArtifactsOverride SecondaryArtifactsOverride \
            EnvironmentVariablesOverride SourceTypeOverride SourceLocationOverride SourceAuthOverride GitCloneDepthOverride GitSubmodulesConfigOverride \
            BuildspecOverride InsecureSslOverride ReportBuildBatchStatusOverride EnvironmentTypeOverride ImageOverride ComputeTypeOverride CertificateOverride \
            CacheOverride ServiceRoleOverride PrivilegedModeOverride BuildTimeoutInMinutesOverride QueuedTimeoutInMinutesOverride EncryptionKeyOverride \
            IdempotencyToken LogsConfigOverride RegistryCredentialOverride ImagePullCredentialsTypeOverride BuildBatchConfigOverride DebugSessionEnabled") },
        Action { name: "stopBuildBatch", patterns: CALL, arguments: Members("Id!") },
        Action { name: "retryBuildBatch", patterns: JOB, arguments: Members("Id IdempotencyToken RetryType") },
        Action { name: "deleteBuildBatch", patterns: CALL, arguments: Members("Id!") },
    ] },
    Service { id: "databrew", label: "AWS Glue DataBrew", sdk: Some("databrew"), icon: None, actions: &[
        Action { name: "startJobRun", patterns: JOB, arguments: Members("Name!") },
    ] },
    Service { id: "dynamodb", label: "Amazon DynamoDB", sdk: Some("dynamodb"), icon: Some("db"), actions: &[
        Action { name: "getItem", patterns: CALL, arguments: Members("TableName! Key!<{S N B SS NS BS M L NULL NUL BOOL}> AttributesToGet ConsistentRead ReturnConsumedCapacity ProjectionExpression \
            ExpressionAttributeNames") },
        Action { name: "putItem", patterns: CALL, arguments: Members("TableName! Item!<{S N B SS NS BS M L NULL NUL BOOL}> Expected<{Value{S N B SS NS BS M L NULL NUL BOOL} Exists ComparisonOperator \
            AttributeValueList[{S N B SS NS BS M L NULL NUL BOOL}]}> ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics ConditionalOperator \
            ConditionExpression ExpressionAttributeNames ExpressionAttributeValues<{S N B SS NS BS M L NULL NUL BOOL}> ReturnValuesOnConditionCheckFailure") },
        Action { name: "updateItem", patterns: CALL, arguments: Members("TableName! Key!<{S N B SS NS BS M L NULL NUL BOOL}> AttributeUpdates<{Value{S N B SS NS BS M L NULL NUL BOOL} Action}> Expected<{Value{S N B SS NS \
            BS M L NULL NUL BOOL} Exists ComparisonOperator AttributeValueList[{S N B SS NS BS M L NULL NUL BOOL}]}> ConditionalOperator ReturnValues \
            ReturnConsumedCapacity ReturnItemCollectionMetrics UpdateExpression ConditionExpression ExpressionAttributeNames ExpressionAttributeValues<{S N B SS \
            NS BS M L NULL NUL BOOL}> ReturnValuesOnConditionCheckFailure") },
        Action { name: "deleteItem", patterns: CALL, arguments: Members("TableName! Key!<{S N B SS NS BS M L NULL NUL BOOL}> Expected<{Value{S N B SS NS BS M L NULL NUL BOOL} Exists ComparisonOperator \
            AttributeValueList[{S N B SS NS BS M L NULL NUL BOOL}]}> ConditionalOperator ReturnValues ReturnConsumedCapacity ReturnItemCollectionMetrics \
            ConditionExpression ExpressionAttributeNames ExpressionAttributeValues<{S N B SS NS BS M L NULL NUL BOOL}> ReturnValuesOnConditionCheckFailure") },
    ] },
    Service { id: "ecs", label: "Amazon ECS", sdk: Some("ecs"), icon: None, actions: &[
        Action { name: "runTask", patterns: JOB_OR_TOKEN, arguments: Members("CapacityProviderStrategy[{CapacityProvider Weight Base}] Cluster Count EnableECSManagedTags EnableExecuteCommand Group LaunchType \
            NetworkConfiguration{AwsvpcConfiguration{Subnets SecurityGroups AssignPublicIp}} Overrides{ContainerOverrides[{Name Command Environment[{Name \
            Value}] EnvironmentFiles[{Value Type}] Cpu Memory MemoryReservation ResourceRequirements[{Value Type}]}] Cpu \
            InferenceAcceleratorOverrides[{DeviceName DeviceType}] ExecutionRoleArn Memory TaskRoleArn EphemeralStorage{SizeInGiB}} PlacementConstraints[{Type \
            Expression}] PlacementStrategy[{Type Field}] PlatformVersion PropagateTags ReferenceId StartedBy Tags[{Key Value}] TaskDefinition! ClientToken \
            VolumeConfigurations[{Name ManagedEBSVolume{Encrypted KmsKeyId VolumeType SizeInGiB SnapshotId VolumeInitializationRate Iops Throughput \
            TagSpecifications[{ResourceType Tags[{Key Value}] PropagateTags}] RoleArn TerminationPolicy{DeleteOnTermination} FilesystemType}}]") },
    ] },
    Service { id: "eks", label: "Amazon EKS", sdk: Some("eks"), icon: None, actions: &[
        Action { name: "call", patterns: CALL, arguments: Members("ClusterName! CertificateAuthority! Endpoint! Method! Path! QueryParameters RequestBody") },
        Action { name: "runJob", patterns: JOB_OR_TOKEN, arguments: Members("ClusterName! CertificateAuthority! Endpoint! Job! Namespace LogOptions{RetrieveLogs RawLogs LogParameters}") },
        Action { name: "createCluster", patterns: JOB_OR_TOKEN, arguments: Members("Name! Version RoleArn! ResourcesVpcConfig!{SubnetIds SecurityGroupIds EndpointPublicAccess EndpointPrivateAccess PublicAccessCidrs} \
            KubernetesNetworkConfig{ServiceIpv4Cidr IpFamily ElasticLoadBalancing} Logging{ClusterLogging} ClientRequestToken Tags EncryptionConfig \
            OutpostConfig{OutpostArns ControlPlaneInstanceType ControlPlanePlacement} AccessConfig{BootstrapClusterCreatorAdminPermissions AuthenticationMode} \
            BootstrapSelfManagedAddons UpgradePolicy{SupportType} ZonalShiftConfig{Enabled} RemoteNetworkConfig{RemoteNodeNetworks RemotePodNetworks} \
            ComputeConfig{Enabled NodePools NodeRoleArn} StorageConfig{BlockStorage} DeletionProtection ControlPlaneScalingConfig{Tier}") },
        Action { name: "deleteCluster", patterns: JOB_OR_TOKEN, arguments: Members("Name!") },
        Action { name: "createNodegroup", patterns: JOB_OR_TOKEN, arguments: Members("ClusterName! NodegroupName! ScalingConfig{MinSize MaxSize DesiredSize} DiskSize Subnets! InstanceTypes AmiType RemoteAccess{Ec2SshKey \
            SourceSecurityGroups} NodeRole! Labels Taints Tags ClientRequestToken LaunchTemplate{Name Version Id} UpdateConfig{MaxUnavailable \
            MaxUnavailablePercentage UpdateStrategy} NodeRepairConfig{Enabled MaxUnhealthyNodeThresholdCount MaxUnhealthyNodeThresholdPercentage \
            MaxParallelNodesRepairedCount MaxParallelNodesRepairedPercentage NodeRepairConfigOverrides} CapacityType Version ReleaseVersion \
            WarmPoolConfig{Enabled MinSize MaxGroupPreparedCapacity PoolState ReuseOnScaleIn}") },
        Action { name: "deleteNodegroup", patterns: JOB_OR_TOKEN, arguments: Members("ClusterName! NodegroupName!") },
        Action { name: "createFargateProfile", patterns: JOB_OR_TOKEN, arguments: Members("FargateProfileName! ClusterName! PodExecutionRoleArn! Subnets Selectors ClientRequestToken Tags") },
        Action { name: "deleteFargateProfile", patterns: JOB_OR_TOKEN, arguments: Members("ClusterName! FargateProfileName!") },
    ] },
    Service { id: "elasticmapreduce", label: "Amazon EMR", sdk: Some("emr"), icon: None, actions: &[
        Action { name: "createCluster", patterns: JOB, arguments: Members("Name! LogUri LogEncryptionKmsKeyId AdditionalInfo AmiVersion ReleaseLabel Instances!{MasterInstanceType SlaveInstanceType InstanceCount \
            InstanceGroups InstanceFleets Ec2KeyName Placement KeepJobFlowAliveWhenNoSteps TerminationProtected UnhealthyNodeReplacement HadoopVersion \
            Ec2SubnetId Ec2SubnetIds EmrManagedMasterSecurityGroup EmrManagedSlaveSecurityGroup ServiceAccessSecurityGroup AdditionalMasterSecurityGroups \
            AdditionalSlaveSecurityGroups} Steps StepExecutionRoleArn BootstrapActions SupportedProducts NewSupportedProducts Applications Configurations \
            VisibleToAllUsers JobFlowRole ServiceRole Tags SecurityConfiguration AutoScalingRole ScaleDownBehavior CustomAmiId EbsRootVolumeSize \
            RepoUpgradeOnBoot KerberosAttributes{Realm KdcAdminPassword CrossRealmTrustPrincipalPassword ADDomainJoinUser ADDomainJoinPassword} \
            StepConcurrencyLevel ManagedScalingPolicy{ComputeLimits UtilizationPerformanceIndex ScalingStrategy} PlacementGroupConfigs \
            AutoTerminationPolicy{IdleTimeout} OSReleaseLabel EbsRootVolumeIops EbsRootVolumeThroughput ExtendedSupport \
            MonitoringConfiguration{CloudWatchLogConfiguration S3LoggingConfiguration}") },
        Action { name: "setClusterTerminationProtection", patterns: CALL, arguments: Members("ClusterId! TerminationProtected!") },
        Action { name: "terminateCluster", patterns: JOB, arguments: Members("ClusterId!") },
        Action { name: "addStep", patterns: JOB, arguments: Members("ClusterId! ExecutionRoleArn Step!{Name ActionOnFailure HadoopJarStep{Properties[{Key Value}] Jar MainClass Args} \
            StepMonitoringConfiguration{S3MonitoringConfiguration{LogUri EncryptionKeyArn}}}") },
        Action { name: "cancelStep", patterns: CALL, arguments: Members("ClusterId! StepId! StepCancellationOption") },
        Action { name: "modifyInstanceFleetByName", patterns: CALL, arguments: Members("ClusterId! InstanceFleetName! InstanceFleet!{InstanceFleetId TargetOnDemandCapacity TargetSpotCapacity \
            ResizeSpecifications{SpotResizeSpecification{TimeoutDurationMinutes AllocationStrategy} OnDemandResizeSpecification{TimeoutDurationMinutes \
            AllocationStrategy CapacityReservationOptions{UsageStrategy CapacityReservationPreference CapacityReservationResourceGroupArn}}} \
            InstanceTypeConfigs[{InstanceType WeightedCapacity BidPrice BidPriceAsPercentageOfOnDemandPrice \
            EbsConfiguration{EbsBlockDeviceConfigs[{VolumeSpecification{VolumeType Iops SizeInGB Throughput} VolumesPerInstance}] EbsOptimized} \
            Configurations[{Classification Configurations Properties}] CustomAmiId Priority}] Context}") },
        Action { name: "modifyInstanceGroupByName", patterns: CALL, arguments: Members("ClusterId! InstanceGroupName! InstanceGroup!{InstanceGroupId InstanceCount EC2InstanceIdsToTerminate ShrinkPolicy{DecommissionTimeout \
            InstanceResizePolicy{InstancesToTerminate InstancesToProtect InstanceTerminationTimeout}} ReconfigurationType Configurations[{Classification \
            Configurations Properties}]}") },
    ] },
    Service { id: "emr-containers", label: "Amazon EMR on EKS", sdk: Some("emrcontainers"), icon: None, actions: &[
        Action { name: "createVirtualCluster", patterns: CALL, arguments: Members("Name! ContainerProvider!{Type Id Info{EksInfo{Namespace NodeLabel}}} ClientToken Tags SecurityConfigurationId") },
        Action { name: "deleteVirtualCluster", patterns: JOB, arguments: Members("Id!") },
        Action { name: "startJobRun", patterns: JOB, arguments: Members("Name VirtualClusterId! ClientToken ExecutionRoleArn ReleaseLabel JobDriver{SparkSubmitJobDriver{EntryPoint EntryPointArguments \
            SparkSubmitParameters} SparkSqlJobDriver{EntryPoint SparkSqlParameters}} ConfigurationOverrides{ApplicationConfiguration[{Classification Properties \
            Configurations}] MonitoringConfiguration{ManagedLogs{AllowAWSToRetainLogs EncryptionKeyArn} PersistentAppUI \
            CloudWatchMonitoringConfiguration{LogGroupName LogStreamNamePrefix} S3MonitoringConfiguration{LogUri} ContainerLogRotationConfiguration{RotationSize \
            MaxFilesToKeep}}} Tags JobTemplateId JobTemplateParameters RetryPolicyConfiguration{MaxAttempts}") },
    ] },
    Service { id: "emr-serverless", label: "Amazon EMR Serverless", sdk: Some("emrserverless"), icon: None, actions: &[
        Action { name: "createApplication", patterns: JOB, arguments: Members("Name ReleaseLabel! Type! ClientToken InitialCapacity MaximumCapacity Tags AutoStartConfiguration AutoStopConfiguration NetworkConfiguration \
            Architecture ImageConfiguration WorkerTypeSpecifications RuntimeConfiguration MonitoringConfiguration DiskEncryptionConfiguration \
            InteractiveConfiguration SchedulerConfiguration IdentityCenterConfiguration JobLevelCostAllocationConfiguration") },
        Action { name: "startApplication", patterns: JOB, arguments: Members("ApplicationId!") },
        Action { name: "stopApplication", patterns: JOB, arguments: Members("ApplicationId!") },
        Action { name: "deleteApplication", patterns: JOB, arguments: Members("ApplicationId!") },
        Action { name: "startJobRun", patterns: JOB, arguments: Members("ApplicationId! ClientToken ExecutionRoleArn! ExecutionIamPolicy{Policy PolicyArns} JobDriver{SparkSubmit{EntryPoint EntryPointArguments \
            SparkSubmitParameters} Hive{Query InitQueryFile Parameters}} ConfigurationOverrides{ApplicationConfiguration[{Classification Properties \
            Configurations}] MonitoringConfiguration{S3MonitoringConfiguration{LogUri EncryptionKeyArn} ManagedPersistenceMonitoringConfiguration{Enabled \
            EncryptionKeyArn} CloudWatchLoggingConfiguration{Enabled LogGroupName LogStreamNamePrefix EncryptionKeyArn LogTypes} \
            PrometheusMonitoringConfiguration{RemoteWriteUrl}} DiskEncryptionConfiguration{EncryptionContext EncryptionKeyArn}} Tags ExecutionTimeoutMinutes \
            Name Mode RetryPolicy{MaxAttempts MaxFailedAttemptsPerHour}") },
        Action { name: "cancelJobRun", patterns: JOB, arguments: Members("ApplicationId! JobRunId! ShutdownGracePeriodInSeconds") },
    ] },
    Service { id: "events", label: "Amazon EventBridge", sdk: Some("eventbridge"), icon: Some("bus"), actions: &[
        Action { name: "putEvents", patterns: TOKEN, arguments: Members("Entries![{Time Source Resources DetailType Detail EventBusName TraceHeader}] EndpointId") },
    ] },
    Service { id: "glue", label: "AWS Glue", sdk: Some("glue"), icon: None, actions: &[
        Action { name: "startJobRun", patterns: JOB, arguments: Members("JobName! JobRunQueuingEnabled JobRunId Arguments AllocatedCapacity Timeout MaxCapacity SecurityConfiguration NotificationProperty{NotifyDelayAfter} \
            WorkerType NumberOfWorkers ExecutionClass ExecutionRoleSessionPolicy") },
    ] },
    Service { id: "http", label: "HTTPS API", sdk: None, icon: None, actions: &[
        Action { name: "invoke", patterns: CALL, arguments: Members("ApiEndpoint! Method! Authentication/InvocationConfig! InvocationConfig{ConnectionArn} Authentication{ConnectionArn} Headers QueryParameters \
            RequestBody Transform{RequestBodyEncoding RequestEncodingOptions{ArrayFormat}}") },
    ] },
    Service { id: "lambda", label: "AWS Lambda", sdk: Some("lambda"), icon: Some("lambda"), actions: &[
        Action { name: "invoke", patterns: TOKEN, arguments: Members("FunctionName! InvocationType LogType ClientContext DurableExecutionName Payload Qualifier TenantId") },
    ] },
    Service { id: "mediaconvert", label: "AWS Elemental MediaConvert", sdk: Some("mediaconvert"), icon: None, actions: &[
        Action { name: "createJob", patterns: JOB, arguments: Members("AccelerationSettings{Mode} BillingTagsSource ClientRequestToken HopDestinations JobEngineVersion JobTemplate Priority Queue Role! \
            Settings!{AdAvailOffset AvailBlanking ColorConversion3DLUTSettings Esam ExtendedDataServices FollowSource Inputs KantarWatermark MotionImageInserter \
            NielsenConfiguration NielsenNonLinearWatermark OutputGroups TimecodeConfig TimedMetadataInsertion} SimulateReservedQueue StatusUpdateInterval Tags \
            UserMetadata") },
    ] },
    Service { id: "sagemaker", label: "Amazon SageMaker AI", sdk: Some("sagemaker"), icon: None, actions: &[
        Action { name: "createEndpoint", patterns: CALL, arguments: Members("EndpointName! EndpointConfigName! DeploymentConfig{BlueGreenUpdatePolicy{TrafficRoutingConfiguration{Type WaitIntervalInSeconds CanarySize{Type \
            Value} LinearStepSize{Type Value}} TerminationWaitInSeconds MaximumExecutionTimeoutInSeconds} RollingUpdatePolicy{MaximumBatchSize{Type Value} \
            WaitIntervalInSeconds MaximumExecutionTimeoutInSeconds RollbackMaximumBatchSize{Type Value}} AutoRollbackConfiguration{Alarms[{AlarmName}]}} \
            Tags[{Key Value}]") },
        Action { name: "createEndpointConfig", patterns: CALL, arguments: Members("EndpointConfigName! ProductionVariants! DataCaptureConfig{EnableCapture InitialSamplingPercentage DestinationS3Uri KmsKeyId CaptureOptions \
            CaptureContentTypeHeader} Tags KmsKeyId AsyncInferenceConfig{ClientConfig OutputConfig} ExplainerConfig{ClarifyExplainerConfig} \
            ShadowProductionVariants ExecutionRoleArn VpcConfig{SecurityGroupIds Subnets} EnableNetworkIsolation MetricsConfig{EnableEnhancedMetrics \
            MetricPublishFrequencyInSeconds}") },
        Action { name: "createHyperParameterTuningJob", patterns: JOB, arguments: Members("HyperParameterTuningJobName! HyperParameterTuningJobConfig!{Strategy StrategyConfig{HyperbandStrategyConfig} HyperParameterTuningJobObjective{Type \
            MetricName} ResourceLimits{MaxNumberOfTrainingJobs MaxParallelTrainingJobs MaxRuntimeInSeconds} ParameterRanges{IntegerParameterRanges \
            ContinuousParameterRanges CategoricalParameterRanges AutoParameters} TrainingJobEarlyStoppingType \
            TuningJobCompletionCriteria{TargetObjectiveMetricValue BestObjectiveNotImproving ConvergenceDetected} RandomSeed} \
            TrainingJobDefinition{DefinitionName TuningObjective{Type MetricName} HyperParameterRanges{IntegerParameterRanges ContinuousParameterRanges \
            CategoricalParameterRanges AutoParameters} StaticHyperParameters AlgorithmSpecification{TrainingImage TrainingInputMode AlgorithmName \
            MetricDefinitions} RoleArn InputDataConfig VpcConfig{SecurityGroupIds Subnets} OutputDataConfig{KmsKeyId S3OutputPath CompressionType} \
            ResourceConfig{InstanceType InstanceCount VolumeSizeInGB VolumeKmsKeyId KeepAlivePeriodInSeconds InstanceGroups TrainingPlanArn \
            InstancePlacementConfig} HyperParameterTuningResourceConfig{InstanceType InstanceCount VolumeSizeInGB VolumeKmsKeyId AllocationStrategy \
            InstanceConfigs} StoppingCondition{MaxRuntimeInSeconds MaxWaitTimeInSeconds MaxPendingTimeInSeconds} EnableNetworkIsolation \
            EnableInterContainerTrafficEncryption EnableManagedSpotTraining CheckpointConfig{S3Uri LocalPath} RetryStrategy{MaximumRetryAttempts} Environment} \
            TrainingJobDefinitions[{DefinitionName TuningObjective HyperParameterRanges StaticHyperParameters AlgorithmSpecification RoleArn InputDataConfig \
            VpcConfig OutputDataConfig ResourceConfig HyperParameterTuningResourceConfig StoppingCondition EnableNetworkIsolation \
            EnableInterContainerTrafficEncryption EnableManagedSpotTraining CheckpointConfig RetryStrategy Environment}] \
            WarmStartConfig{ParentHyperParameterTuningJobs WarmStartType} Tags[{Key Value}] Autotune{Mode}") },
        Action { name: "createLabelingJob", patterns: JOB, arguments: Members("LabelingJobName! LabelAttributeName! InputConfig!{DataSource{S3DataSource{ManifestS3Uri} SnsDataSource{SnsTopicArn}} \
            DataAttributes{ContentClassifiers}} OutputConfig!{S3OutputPath KmsKeyId SnsTopicArn} RoleArn! LabelCategoryConfigS3Uri \
            StoppingConditions{MaxHumanLabeledObjectCount MaxPercentageOfInputDatasetLabeled} LabelingJobAlgorithmsConfig{LabelingJobAlgorithmSpecificationArn \
            InitialActiveLearningModelArn LabelingJobResourceConfig{VolumeKmsKeyId VpcConfig{SecurityGroupIds Subnets}}} HumanTaskConfig!{WorkteamArn \
            UiConfig{UiTemplateS3Uri HumanTaskUiArn} PreHumanTaskLambdaArn TaskKeywords TaskTitle TaskDescription NumberOfHumanWorkersPerDataObject \
            TaskTimeLimitInSeconds TaskAvailabilityLifetimeInSeconds MaxConcurrentTaskCount AnnotationConsolidationConfig{AnnotationConsolidationLambdaArn} \
            PublicWorkforceTaskPrice{AmountInUsd{Dollars Cents TenthFractionsOfACent}}} Tags[{Key Value}]") },
        Action { name: "createModel", patterns: CALL, arguments: Members("ModelName! PrimaryContainer{ContainerHostname Image ImageConfig{RepositoryAccessMode RepositoryAuthConfig{RepositoryCredentialsProviderArn}} Mode \
            ModelDataUrl ModelDataSource{S3DataSource{S3Uri S3DataType CompressionType ModelAccessConfig{AcceptEula} HubAccessConfig{HubContentArn} \
            ManifestS3Uri ETag ManifestEtag}} AdditionalModelDataSources[{ChannelName S3DataSource{S3Uri S3DataType CompressionType \
            ModelAccessConfig{AcceptEula} HubAccessConfig{HubContentArn} ManifestS3Uri ETag ManifestEtag}}] Environment ModelPackageName \
            InferenceSpecificationName MultiModelConfig{ModelCacheSetting}} Containers[{ContainerHostname Image ImageConfig{RepositoryAccessMode \
            RepositoryAuthConfig{RepositoryCredentialsProviderArn}} Mode ModelDataUrl ModelDataSource{S3DataSource{S3Uri S3DataType CompressionType \
            ModelAccessConfig{AcceptEula} HubAccessConfig{HubContentArn} ManifestS3Uri ETag ManifestEtag}} AdditionalModelDataSources[{ChannelName \
            S3DataSource{S3Uri S3DataType CompressionType ModelAccessConfig{AcceptEula} HubAccessConfig{HubContentArn} ManifestS3Uri ETag ManifestEtag}}] \
            Environment ModelPackageName InferenceSpecificationName MultiModelConfig{ModelCacheSetting}}] InferenceExecutionConfig{Mode} ExecutionRoleArn \
            Tags[{Key Value}] VpcConfig{SecurityGroupIds Subnets} EnableNetworkIsolation") },
        Action { name: "createProcessingJob", patterns: JOB, arguments: Members("ProcessingInputs[{InputName AppManaged S3Input{S3Uri LocalPath S3DataType S3InputMode S3DataDistributionType S3CompressionType} \
            DatasetDefinition{AthenaDatasetDefinition{Catalog Database QueryString WorkGroup OutputS3Uri KmsKeyId OutputFormat OutputCompression} \
            RedshiftDatasetDefinition{ClusterId Database DbUser QueryString ClusterRoleArn OutputS3Uri KmsKeyId OutputFormat OutputCompression} LocalPath \
            DataDistributionType InputMode}}] ProcessingOutputConfig{Outputs[{OutputName S3Output{S3Uri LocalPath S3UploadMode} \
            FeatureStoreOutput{FeatureGroupName} AppManaged}] KmsKeyId} ProcessingJobName! ProcessingResources!{ClusterConfig{InstanceCount InstanceType \
            VolumeSizeInGB VolumeKmsKeyId}} StoppingCondition{MaxRuntimeInSeconds} AppSpecification!{ImageUri ContainerEntrypoint ContainerArguments} \
            Environment NetworkConfig{EnableInterContainerTrafficEncryption EnableNetworkIsolation VpcConfig{SecurityGroupIds Subnets}} RoleArn! Tags[{Key \
            Value}] ExperimentConfig{ExperimentName TrialName TrialComponentDisplayName RunName}") },
        Action { name: "createTrainingJob", patterns: JOB, arguments: Members("TrainingJobName! HyperParameters AlgorithmSpecification{TrainingImage AlgorithmName TrainingInputMode MetricDefinitions[{Name Regex}] \
            EnableSageMakerMetricsTimeSeries ContainerEntrypoint ContainerArguments TrainingImageConfig{TrainingRepositoryAccessMode \
            TrainingRepositoryAuthConfig{TrainingRepositoryCredentialsProviderArn}}} RoleArn! InputDataConfig[{ChannelName DataSource{S3DataSource{S3DataType \
            S3Uri S3DataDistributionType AttributeNames InstanceGroupNames ModelAccessConfig{AcceptEula} HubAccessConfig{HubContentArn}} \
            FileSystemDataSource{FileSystemId FileSystemAccessMode FileSystemType DirectoryPath} DatasetSource{DatasetArn}} ContentType CompressionType \
            RecordWrapperType InputMode ShuffleConfig{Seed}}] OutputDataConfig!{KmsKeyId S3OutputPath CompressionType} ResourceConfig{InstanceType InstanceCount \
            VolumeSizeInGB VolumeKmsKeyId KeepAlivePeriodInSeconds InstanceGroups[{InstanceType InstanceCount InstanceGroupName}] TrainingPlanArn \
            InstancePlacementConfig{EnableMultipleJobs PlacementSpecifications[{UltraServerId InstanceCount}]}} VpcConfig{SecurityGroupIds Subnets} \
            StoppingCondition{MaxRuntimeInSeconds MaxWaitTimeInSeconds MaxPendingTimeInSeconds} Tags[{Key Value}] EnableNetworkIsolation \
            EnableInterContainerTrafficEncryption EnableManagedSpotTraining CheckpointConfig{S3Uri LocalPath} DebugHookConfig{LocalPath S3OutputPath \
            HookParameters CollectionConfigurations[{CollectionName CollectionParameters}]} DebugRuleConfigurations[{RuleConfigurationName LocalPath \
            S3OutputPath RuleEvaluatorImage InstanceType VolumeSizeInGB RuleParameters}] TensorBoardOutputConfig{LocalPath S3OutputPath} \
            ExperimentConfig{ExperimentName TrialName TrialComponentDisplayName RunName} ProfilerConfig{S3OutputPath ProfilingIntervalInMilliseconds \
            ProfilingParameters DisableProfiler} ProfilerRuleConfigurations[{RuleConfigurationName LocalPath S3OutputPath RuleEvaluatorImage InstanceType \
            VolumeSizeInGB RuleParameters}] Environment RetryStrategy{MaximumRetryAttempts} RemoteDebugConfig{EnableRemoteDebug} \
            InfraCheckConfig{EnableInfraCheck} SessionChainingConfig{EnableSessionTagChaining} ServerlessJobConfig{BaseModelArn AcceptEula JobType \
            CustomizationTechnique Peft EvaluationType EvaluatorArn} MlflowConfig{MlflowResourceArn MlflowExperimentName MlflowRunName} \
            ModelPackageConfig{ModelPackageGroupArn SourceModelPackageArn}") },
        Action { name: "createTransformJob", patterns: JOB, arguments: Members("TransformJobName! ModelName! MaxConcurrentTransforms ModelClientConfig{InvocationsTimeoutInSeconds InvocationsMaxRetries} MaxPayloadInMB \
            BatchStrategy Environment TransformInput!{DataSource{S3DataSource{S3DataType S3Uri}} ContentType CompressionType SplitType} \
            TransformOutput!{S3OutputPath Accept AssembleWith KmsKeyId} DataCaptureConfig{DestinationS3Uri KmsKeyId GenerateInferenceId} \
            TransformResources!{InstanceType InstanceCount VolumeKmsKeyId TransformAmiVersion} DataProcessing{InputFilter OutputFilter JoinSource} Tags[{Key \
            Value}] ExperimentConfig{ExperimentName TrialName TrialComponentDisplayName RunName}") },
        Action { name: "updateEndpoint", patterns: CALL, arguments: Members("EndpointName! EndpointConfigName! RetainAllVariantProperties ExcludeRetainedVariantProperties[{VariantPropertyType}] \
            DeploymentConfig{BlueGreenUpdatePolicy{TrafficRoutingConfiguration{Type WaitIntervalInSeconds CanarySize{Type Value} LinearStepSize{Type Value}} \
            TerminationWaitInSeconds MaximumExecutionTimeoutInSeconds} RollingUpdatePolicy{MaximumBatchSize{Type Value} WaitIntervalInSeconds \
            MaximumExecutionTimeoutInSeconds RollbackMaximumBatchSize{Type Value}} AutoRollbackConfiguration{Alarms[{AlarmName}]}} RetainDeploymentConfig") },
    ] },
    Service { id: "sns", label: "Amazon SNS", sdk: Some("sns"), icon: Some("sns"), actions: &[
        Action { name: "publish", patterns: TOKEN, arguments: Members("TopicArn/TargetArn/PhoneNumber! TopicArn TargetArn PhoneNumber Message! Subject MessageStructure MessageAttributes<{DataType StringValue \
            BinaryValue}> MessageDeduplicationId MessageGroupId") },
    ] },
    Service { id: "sqs", label: "Amazon SQS", sdk: Some("sqs"), icon: Some("queue"), actions: &[
        Action { name: "sendMessage", patterns: TOKEN, arguments: Members("QueueUrl! MessageBody! DelaySeconds MessageAttributes<{StringValue BinaryValue StringListValues BinaryListValues DataType}> \
            MessageSystemAttributes<{StringValue BinaryValue StringListValues BinaryListValues DataType}> MessageDeduplicationId MessageGroupId") },
    ] },
    Service { id: "states", label: "AWS Step Functions", sdk: Some("sfn"), icon: Some("layers"), actions: &[
        Action { name: "startExecution", patterns: NESTED, arguments: Members("StateMachineArn! Name Input TraceHeader") },
    ] },
];
