package io.bactrian.tck;

import io.narayana.lra.client.LRAParticipantData;
import io.narayana.lra.client.internal.proxy.nonjaxrs.LRAParticipantResource;
import io.narayana.lra.filter.ClientLRARequestFilter;
import io.narayana.lra.filter.ClientLRAResponseFilter;
import io.narayana.lra.filter.ServerLRAFilter;
import io.narayana.lra.provider.ParticipantStatusOctetStreamProvider;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.handlers.PathHandler;
import io.undertow.servlet.Servlets;
import io.undertow.servlet.api.DeploymentInfo;
import io.undertow.servlet.api.DeploymentManager;
import io.undertow.servlet.util.ImmediateInstanceHandle;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Application;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jboss.arquillian.container.spi.client.container.ContainerConfiguration;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.arquillian.container.spi.context.annotation.DeploymentScoped;
import org.jboss.arquillian.core.api.InstanceProducer;
import org.jboss.arquillian.core.api.annotation.Inject;
import org.jboss.resteasy.cdi.CdiInjectorFactory;
import org.jboss.resteasy.core.ResteasyDeploymentImpl;
import org.jboss.resteasy.core.ThreadLocalResteasyProviderFactory;
import org.jboss.resteasy.plugins.server.servlet.HttpServlet30Dispatcher;
import org.jboss.resteasy.spi.ResteasyDeployment;
import org.jboss.resteasy.spi.ResteasyProviderFactory;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;

/**
 * The smallest container that the LRA TCK needs: Undertow + RESTEasy + Weld SE in the test JVM, one flat class path. A
 * deployment is the set of classes in the TCK's WAR plus the Narayana LRA filters; tests are run with Arquillian's
 * "Local" protocol, so no server is unpacked and no archive leaves the JVM. It listens on a free port and answers 404
 * for what is not deployed, as an application server does.
 */
public class ParticipantContainer implements DeployableContainer<ParticipantContainer.Configuration> {

    /** Nothing to configure. */
    public static class Configuration implements ContainerConfiguration {
        @Override
        public void validate() {}
    }

    private static final String CLASSES = "/WEB-INF/classes/";

    /** The participants' side of the LRA implementation; part of every deployment. */
    private static final List<Class<?>> LRA_CLASSES = List.of(
            ServerLRAFilter.class,
            ClientLRARequestFilter.class,
            ClientLRAResponseFilter.class,
            ParticipantStatusOctetStreamProvider.class,
            LRAParticipantResource.class,
            LRAParticipantData.class);

    @Inject
    @DeploymentScoped
    private InstanceProducer<BeanManager> beanManager;

    private final PathHandler contexts = new PathHandler();
    private final Map<String, Deployed> deployments = new HashMap<>();
    private final Undertow server = Undertow.builder()
            .addHttpListener(0, "localhost")
            .setHandler(Callbacks.watch(contexts))
            // a participant may be stuck waiting for a callback that a broken coordinator never makes
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 1000)
            .build();

    private record Deployed(WeldContainer cdi, DeploymentManager web) {}

    @Override
    public Class<Configuration> getConfigurationClass() {
        return Configuration.class;
    }

    @Override
    public ProtocolDescription getDefaultProtocol() {
        return new ProtocolDescription("Local");
    }

    @Override
    public void setup(Configuration configuration) {
        // The JAX-RS clients of the tests themselves must not inherit the providers (LRA client filters) of a
        // deployment: only request threads do, where RESTEasy pushes the deployment's own factory.
        ResteasyProviderFactory.setInstance(
                new ThreadLocalResteasyProviderFactory(ResteasyProviderFactory.newInstance()));
    }

    @Override
    public void start() {
        server.start();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
        String path = "/" + archive.getName().replaceFirst("\\.war$", "");
        try {
            Set<Class<?>> classes = classesIn(archive);
            WeldContainer cdi = bootCdi(archive, classes);
            try {
                deployments.put(archive.getName(), new Deployed(cdi, bootWeb(path, classes, cdi)));
            } catch (ServletException | RuntimeException | LinkageError e) {
                cdi.shutdown();
                throw e;
            }
            beanManager.set(cdi.getBeanManager());
        } catch (ReflectiveOperationException | IOException | ServletException | RuntimeException | LinkageError e) {
            throw new DeploymentException("Cannot deploy " + archive.getName(), e);
        }
        int port = ((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort();
        return new ProtocolMetaData().addContext(new HTTPContext("localhost", port).add(new Servlet("jaxrs", path)));
    }

    @Override
    public void undeploy(Archive<?> archive) throws DeploymentException {
        Deployed deployed = deployments.remove(archive.getName());
        if (deployed == null) {
            return;
        }
        contexts.removePrefixPath(
                deployed.web().getDeployment().getDeploymentInfo().getContextPath());
        try {
            deployed.web().stop();
            deployed.web().undeploy();
        } catch (ServletException e) {
            throw new DeploymentException("Cannot undeploy " + archive.getName(), e);
        } finally {
            deployed.cdi().shutdown();
        }
    }

    private static Set<Class<?>> classesIn(Archive<?> archive) throws ClassNotFoundException {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (ArchivePath path : archive.getContent().keySet()) {
            String name = path.get();
            if (name.startsWith(CLASSES) && name.endsWith(".class")) {
                classes.add(Class.forName(name.substring(CLASSES.length(), name.length() - ".class".length())
                        .replace('/', '.')));
            }
        }
        return classes;
    }

    /**
     * Narayana's LRACDIExtension indexes every jar on java.class.path to find (and validate) the participants. On the
     * flat class path that would be all the TCK's classes, deliberately invalid ones included, for every deployment. So
     * while CDI boots, java.class.path is a jar with this deployment's classes only.
     */
    private static WeldContainer bootCdi(Archive<?> archive, Set<Class<?>> classes) throws IOException {
        java.nio.file.Path jar = Files.createTempFile("deployment", ".jar");
        String classPath = System.getProperty("java.class.path");
        try {
            writeJar(archive, jar);
            System.setProperty("java.class.path", jar.toString());
            Weld weld = new Weld(archive.getName()).disableDiscovery();
            ServiceLoader.load(Extension.class).forEach(weld::addExtension);
            return weld.addBeanClasses(classes.stream()
                            .filter(c -> !Application.class.isAssignableFrom(c))
                            .toArray(Class<?>[]::new))
                    .addBeanClasses(LRA_CLASSES.toArray(Class<?>[]::new))
                    .initialize();
        } finally {
            System.setProperty("java.class.path", classPath);
            Files.deleteIfExists(jar);
        }
    }

    private static void writeJar(Archive<?> archive, java.nio.file.Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Map.Entry<ArchivePath, Node> entry : archive.getContent().entrySet()) {
                String name = entry.getKey().get();
                if (name.startsWith(CLASSES) && name.endsWith(".class")) {
                    zip.putNextEntry(new ZipEntry(name.substring(CLASSES.length())));
                    entry.getValue().getAsset().openStream().transferTo(zip);
                    zip.closeEntry();
                }
            }
        }
    }

    private DeploymentManager bootWeb(String path, Set<Class<?>> classes, WeldContainer cdi) throws ServletException {
        List<Class<?>> all =
                Stream.concat(classes.stream(), LRA_CLASSES.stream()).toList();
        ResteasyDeployment jaxrs = new ResteasyDeploymentImpl();
        jaxrs.setDeploymentSensitiveFactoryEnabled(true);
        jaxrs.setInjectorFactoryClass(CdiInjectorFactory.class.getName());
        jaxrs.setActualResourceClasses(new ArrayList<>(all.stream()
                .filter(c -> c.isAnnotationPresent(Path.class) && !c.isInterface())
                .toList()));
        jaxrs.setActualProviderClasses(new ArrayList<>(
                all.stream().filter(c -> c.isAnnotationPresent(Provider.class)).toList()));

        Filter requestScope = (request, response, chain) -> {
            RequestContextController scope =
                    cdi.select(RequestContextController.class).get();
            boolean activated = scope.activate();
            try {
                chain.doFilter(request, response);
            } finally {
                if (activated) {
                    scope.deactivate();
                }
            }
        };
        DeploymentInfo info = Servlets.deployment()
                .setClassLoader(ParticipantContainer.class.getClassLoader())
                .setDeploymentName(path)
                .setContextPath(path)
                .addServletContextAttribute(ResteasyDeployment.class.getName(), jaxrs)
                .addServletContextAttribute(BeanManager.class.getName(), cdi.getBeanManager())
                .addFilter(
                        Servlets.filter("requestScope", Filter.class, () -> new ImmediateInstanceHandle<>(requestScope))
                                .setAsyncSupported(true))
                .addFilterUrlMapping("requestScope", "/*", DispatcherType.REQUEST)
                .addServlet(Servlets.servlet("jaxrs", HttpServlet30Dispatcher.class)
                        .setAsyncSupported(true)
                        .setLoadOnStartup(1)
                        .addMapping("/*"));
        DeploymentManager manager = Servlets.newContainer().addDeployment(info);
        manager.deploy();
        contexts.addPrefixPath(path, manager.start());
        return manager;
    }
}
